package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.DURATION;
import static dev.segmentnovu.config.setting.form.ValueTypes.PORT;
import static dev.segmentnovu.config.setting.form.ValueTypes.POSITIVE;
import static dev.segmentnovu.config.setting.form.ValueTypes.TEXT;

import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.RelayConfig.InFlight;
import dev.segmentnovu.config.RelayConfig.Ingest;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.time.Duration;

/** The settings of {@code ingest}. */
public final class IngestSettings {

  static final Section INGEST = Section.top("ingest", "The port that takes events in");

  public static final Setting<String> HOST =
      INGEST
          .setting("host", TEXT)
          .variable("RELAY_HTTP_HOST")
          .describe("The address to listen on; 0.0.0.0 for all addresses of this machine")
          .orElse("0.0.0.0");

  public static final Setting<Integer> PORT_NUMBER =
      INGEST
          .setting("port", PORT)
          .variable("RELAY_HTTP_PORT")
          .describe("The port; 0 takes any free one, which the relay prints")
          .orElse("8080");

  /** Limits of the webhook entry point. */
  public static final BodySettings WEBHOOK =
      new BodySettings(
          "webhook",
          "Limits of /webhooks/segment. Segment sends batches of 1,000 events, or up to 4,000, and"
              + " it does not send again what is refused",
          "RELAY_WEBHOOK",
          "524288",
          "5000",
          "16777216",
          "20971520");

  /** Limits of the SDK entry point. */
  public static final BodySettings TRACKING =
      new BodySettings(
          "tracking",
          "Limits of /v1/*. The first three are those of Segment's Tracking API. The context and"
              + " the integrations of a batch are stored with each of its events: they count in"
              + " the size of each event, and in maxStoredBytes once per event",
          "RELAY_TRACKING",
          "32768",
          "2500",
          "512000",
          "4194304");

  public static final Setting<Integer> MEMORY_PERCENT =
      INGEST
          .setting("memoryPercent", ValueTypes.whole(1, 100))
          .variable("RELAY_MEMORY_PERCENT")
          .describe(
              "Ingest answers 429 while Redis uses more of its maxmemory; without a maxmemory there"
                  + " is no such bound")
          .unit("percent")
          .orElse("80");

  private static final Section IN_FLIGHT =
      INGEST.section("inFlight", "What ingest handles at once; it answers 429 to more");

  public static final Setting<Integer> REQUESTS =
      IN_FLIGHT
          .setting("requests", ValueTypes.whole(1, 999_999))
          .variable("RELAY_INGEST_MAX_REQUESTS")
          .describe("Requests that are read or wait for Redis")
          .orElse("2000");

  public static final Setting<Long> BYTES =
      IN_FLIGHT
          .setting("bytes", POSITIVE)
          .variable("RELAY_INGEST_MAX_BYTES")
          .describe(
              "The size of their bodies: as sent, as unpacked and as stored. At least twice the"
                  + " largest maxBodyBytes and once its maxStoredBytes. Java's heap should be three"
                  + " times as large")
          .unit("bytes")
          .link("ingest.md#memory")
          .orElse("67108864");

  public static final Setting<Integer> CONNECTIONS =
      IN_FLIGHT
          .setting("connections", ValueTypes.whole(1, 999_999))
          .variable("RELAY_INGEST_MAX_CONNECTIONS")
          .describe("Open connections; one more is closed at once")
          .orElse("10000");

  public static final Setting<Duration> READ_TIMEOUT =
      IN_FLIGHT
          .setting("readTimeout", DURATION)
          .variable("RELAY_INGEST_READ_TIMEOUT")
          .describe("How long a client may take to send a body; then ingest answers 408")
          .orElse("20s");

  /** The certificate of this port. */
  public static final TlsSettings.OfPort TLS = new TlsSettings.OfPort(INGEST, "RELAY_HTTP");

  private IngestSettings() {}

  /** The port that is set. */
  public static Ingest ingest(SettingValues values) {
    BodyLimits webhook = WEBHOOK.limits(values);
    BodyLimits tracking = TRACKING.limits(values);
    long bytes = values.get(BYTES);
    long least = Math.max(webhook.inFlight(), tracking.inFlight());
    if (bytes < least) {
      values.error(
          BYTES,
          "must be at least "
              + least
              + ": twice maxBodyBytes and once maxStoredBytes, which one large request may take");
    }
    return new Ingest(
        values.get(HOST),
        values.get(PORT_NUMBER),
        webhook,
        tracking,
        values.get(MEMORY_PERCENT),
        new InFlight(
            values.get(REQUESTS), bytes, values.get(CONNECTIONS), values.get(READ_TIMEOUT)),
        TLS.files(values));
  }

  /** The limits of one entry point. */
  public static final class BodySettings {

    private static final int MEBIBYTE = 1 << 20;

    public final Setting<Integer> eventBytes;
    public final Setting<Integer> events;
    public final Setting<Integer> bodyBytes;
    public final Setting<Integer> storedBytes;

    private BodySettings(
        String name,
        String text,
        String variables,
        String defaultEventBytes,
        String defaultEvents,
        String defaultBodyBytes,
        String defaultStoredBytes) {
      Section section = INGEST.section(name, text);
      eventBytes =
          section
              .setting("maxEventBytes", ValueTypes.whole(1_024, 64 * MEBIBYTE))
              .variable(variables + "_MAX_EVENT_BYTES")
              .describe("The largest event")
              .unit("bytes")
              .link("ingest.md#limits")
              .orElse(defaultEventBytes);
      events =
          section
              .setting("maxEvents", ValueTypes.whole(1, 100_000))
              .variable(variables + "_MAX_EVENTS")
              .describe("The most events in a body")
              .orElse(defaultEvents);
      bodyBytes =
          section
              .setting("maxBodyBytes", ValueTypes.whole(1_024, 64 * MEBIBYTE))
              .variable(variables + "_MAX_BODY_BYTES")
              .describe("The largest body, as sent and as unpacked")
              .unit("bytes")
              .orElse(defaultBodyBytes);
      storedBytes =
          section
              .setting("maxStoredBytes", ValueTypes.whole(1_024, 256 * MEBIBYTE))
              .variable(variables + "_MAX_STORED_BYTES")
              .describe(
                  "The most that the events of a body may take in the queue: each takes its own"
                      + " size and some 100 bytes more")
              .unit("bytes")
              .orElse(defaultStoredBytes);
    }

    private BodyLimits limits(SettingValues values) {
      var limits =
          new BodyLimits(
              values.get(eventBytes),
              values.get(events),
              values.get(bodyBytes),
              values.get(storedBytes));
      if (limits.eventBytes() > limits.bodyBytes()) {
        values.error(eventBytes, "must not be above " + values.label(bodyBytes));
      }
      if (limits.storedBytes() < limits.bodyBytes()) {
        values.error(storedBytes, "must not be below " + values.label(bodyBytes));
      }
      return limits;
    }
  }
}
