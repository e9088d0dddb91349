package dev.segmentnovu.config.setting;

import static dev.segmentnovu.config.setting.form.ValueTypes.DURATION;
import static dev.segmentnovu.config.setting.form.ValueTypes.FLAG;
import static dev.segmentnovu.config.setting.form.ValueTypes.POSITIVE;

import dev.segmentnovu.config.Alerts;
import dev.segmentnovu.config.Alerts.Limits;
import dev.segmentnovu.config.Alerts.Receiver;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The settings of {@code alerts}. {@link ReceiverSettings} has those of one receiver. */
public final class AlertSettings {

  /** The name of the receiver that {@link #URL} defines. */
  public static final String ONLY = "default";

  /** Redis stores the messages that wait for each of them. */
  private static final int MOST_RECEIVERS = 10;

  static final Section ALERTS =
      Section.top(
          "alerts",
          "The webhooks that receive alerts, and when alerts begin. Without a receiver, alerts are log"
              + " lines of ingest only");

  public static final Setting<Optional<URI>> URL =
      ALERTS
          .setting("url", ReceiverSettings.URL_TYPE)
          .variable("RELAY_ALERTS_URL")
          .describe("One receiver of alerts without a list, named default: where webhooks go")
          .link("operations/alerts.md")
          .usedBy(ProcessRole::takesIn)
          .orEmpty();

  public static final Setting<Optional<Secret>> SECRET =
      ALERTS
          .setting("secret", ReceiverSettings.SECRET_TYPE)
          .variable("RELAY_ALERTS_SECRET")
          .describe("What the webhooks of this receiver are signed with: whsec_ and Base64")
          .usedBy(ProcessRole::takesIn)
          .orEmpty();

  public static final Setting<List<Receiver>> RECEIVERS =
      ALERTS.items(
          "receivers",
          ReceiverSettings.RECEIVER,
          ReceiverSettings::receiver,
          "Several receivers, or receivers of some alerts only",
          ProcessRole::takesIn);

  public static final Setting<Boolean> ALLOW_HTTP =
      ALERTS
          .setting("allowHttp", FLAG)
          .describe("true: receivers may have http addresses that are not of this machine")
          .orElse("false");

  public static final Setting<Duration> REPEAT =
      ALERTS
          .setting("repeat", ValueTypes.duration(Duration.ofMinutes(1), Duration.ofDays(7)))
          .describe("How often an alert is sent again while its cause lasts")
          .orElse("4h");

  private static final Section LIMITS =
      ALERTS.section("limits", "From where on something is worth an alert");

  public static final Setting<Long> DEAD_LETTERS_PER_MINUTE =
      LIMITS
          .setting("deadLettersPerMinute", POSITIVE)
          .describe("Dead letters of a source in a minute")
          .orElse("10");

  public static final Setting<Duration> OLDEST_DUE =
      LIMITS
          .setting("oldestDue", DURATION)
          .describe("How long an event that is due may wait for a worker")
          .orElse("10m");

  public static final Setting<Duration> SILENCE =
      LIMITS
          .setting("silence", ValueTypes.durationOrOff(Duration.ofDays(7)))
          .variable("RELAY_ALERTS_SILENCE")
          .describe(
              "How long ago the last event of a source may have been accepted; keep it below the 4h"
                  + " for which Segment sends an event again")
          .orElse("2h");

  public static final Setting<Integer> REDIS_MEMORY_PERCENT =
      LIMITS
          .setting("redisMemoryPercent", ValueTypes.whole(1, 100))
          .describe(
              "The used part of Redis's maxmemory; keep it below ingest.memoryPercent, from where"
                  + " on ingest refuses events")
          .unit("%")
          .orElse("70");

  private AlertSettings() {}

  /**
   * The alerts that are set.
   *
   * @param sources the names of all sources
   */
  static Alerts alerts(SettingValues values, List<String> sources) {
    List<Receiver> receivers = new ArrayList<>(values.get(RECEIVERS));
    only(values).ifPresent(only -> receivers.add(0, only));
    if (receivers.size() > MOST_RECEIVERS) {
      values.error(
          RECEIVERS, "has " + receivers.size() + " receivers, and there may be " + MOST_RECEIVERS);
    }
    boolean allowHttp = values.get(ALLOW_HTTP);
    Set<String> names = new HashSet<>();
    for (Receiver receiver : receivers) {
      if (!names.add(receiver.name())) {
        values.error(
            RECEIVERS, "has two receivers named '" + receiver.name() + "': rename one of them");
      }
      if (!allowHttp) {
        requireSafeAddress(values, receiver);
      }
      requireSources(values, receiver, sources);
    }
    return new Alerts(
        receivers,
        new Limits(
            values.get(DEAD_LETTERS_PER_MINUTE),
            values.get(OLDEST_DUE),
            values.get(SILENCE),
            values.get(REDIS_MEMORY_PERCENT)),
        values.get(REPEAT));
  }

  private static Optional<Receiver> only(SettingValues values) {
    Optional<URI> url = values.get(URL);
    Optional<Secret> secret = values.get(SECRET);
    if (url.isPresent() != secret.isPresent()) {
      Setting<?> missing = url.isPresent() ? SECRET : URL;
      Setting<?> present = url.isPresent() ? URL : SECRET;
      values.error(missing, "is required, because " + values.label(present) + " is set");
    }
    return url.flatMap(
        there -> secret.map(key -> new Receiver(ONLY, there, key, Set.of(), Set.of())));
  }

  private static void requireSources(
      SettingValues values, Receiver receiver, List<String> sources) {
    List<String> unknown =
        receiver.sources().stream().filter(name -> !sources.contains(name)).sorted().toList();
    if (!unknown.isEmpty()) {
      values.error(
          RECEIVERS,
          "names for the receiver '"
              + receiver.name()
              + "' a source that there is not: "
              + String.join(", ", unknown)
              + "; the sources are "
              + String.join(", ", sources));
    }
  }

  private static void requireSafeAddress(SettingValues values, Receiver receiver) {
    boolean safe =
        "https".equals(receiver.url().getScheme())
            || PortSettings.isLoopback(receiver.url().getHost());
    if (!safe) {
      values.error(
          receiver.name().equals(ONLY) ? URL : RECEIVERS,
          "has an http address for the receiver '"
              + receiver.name()
              + "', over which anybody between can read the alerts: use https, or set "
              + values.label(ALLOW_HTTP)
              + " to true");
    }
  }
}
