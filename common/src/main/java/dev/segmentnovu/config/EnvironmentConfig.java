package dev.segmentnovu.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the configuration of one source, named {@code default}, from environment variables. An
 * empty variable counts as unset.
 */
public final class EnvironmentConfig {

  /** The name of the one source that environment variables describe. */
  public static final String SOURCE = "default";

  private final List<ConfigError> errors = new ArrayList<>();
  private final Variables variables;

  private EnvironmentConfig(Map<String, String> env) {
    variables = new Variables(env, errors);
  }

  /**
   * The configuration in {@code env}.
   *
   * @param env as {@link System#getenv()} gives it
   * @return every mistake at once where there is one; secrets are never repeated in them
   */
  public static ConfigResult read(Map<String, String> env) {
    return new EnvironmentConfig(env).read();
  }

  private ConfigResult read() {
    RelayConfig.Queue queue = queue();
    RelayConfig.Admin admin = admin();
    var config =
        new RelayConfig(
            new RedisVariables(variables, errors).read(),
            queue,
            ingest(),
            admin,
            new RelayConfig.Ops(
                RelayConfig.Ops.DEFAULT.host(),
                variables.port("RELAY_OPS_PORT", RelayConfig.Ops.DEFAULT.port())),
            List.of(source(queue)));
    return errors.isEmpty()
        ? new ConfigResult.Valid(config)
        : new ConfigResult.Invalid(List.copyOf(errors));
  }

  private RelayConfig.Ingest ingest() {
    RelayConfig.Ingest defaults = RelayConfig.Ingest.DEFAULT;
    return new RelayConfig.Ingest(
        defaults.host(),
        variables.port("RELAY_HTTP_PORT", defaults.port()),
        defaults.maxEventBytes(),
        defaults.maxBatchBytes(),
        defaults.maxBatchEvents(),
        variables.whole("RELAY_MEMORY_PERCENT", defaults.memoryPercent(), 1, 100),
        inFlight(defaults));
  }

  private RelayConfig.InFlight inFlight(RelayConfig.Ingest ingest) {
    RelayConfig.InFlight defaults = ingest.inFlight();
    long bytes = variables.positive("RELAY_INGEST_MAX_BYTES", defaults.bytes());
    // one body of the largest size, as sent and unpacked
    long least = 2L * ingest.maxBatchBytes();
    if (bytes < least) {
      errors.add(
          new ConfigError(
              "RELAY_INGEST_MAX_BYTES",
              "must be at least " + least + ", which a single large request may take"));
    }
    return new RelayConfig.InFlight(
        variables.whole("RELAY_INGEST_MAX_REQUESTS", defaults.requests(), 1, 999_999),
        bytes,
        variables.whole("RELAY_INGEST_MAX_CONNECTIONS", defaults.connections(), 1, 999_999),
        variables.duration("RELAY_INGEST_READ_TIMEOUT", defaults.readTimeout()));
  }

  private RelayConfig.Source source(RelayConfig.Queue queue) {
    List<Secret> writeKeys = secrets("SEGMENT_WRITE_KEY");
    List<Secret> sharedSecrets = secrets("SEGMENT_SHARED_SECRET");
    if (writeKeys.isEmpty() && sharedSecrets.isEmpty()) {
      errors.add(
          new ConfigError(
              "SEGMENT_WRITE_KEY, SEGMENT_SHARED_SECRET",
              "set at least one: the write key lets Segment's SDKs in, the shared secret its webhooks"));
    }
    String apiKey = variables.get("NOVU_API_KEY");
    if (apiKey == null) {
      errors.add(
          new ConfigError(
              "NOVU_API_KEY", "is required; copy the secret key of your environment from Novu"));
    }
    Duration timeout = variables.duration("RELAY_NOVU_TIMEOUT", RelayConfig.Novu.DEFAULT_TIMEOUT);
    requireLonger(queue.lease(), timeout);
    return new RelayConfig.Source(
        SOURCE,
        writeKeys,
        sharedSecrets,
        new RelayConfig.Novu(novuUrl(), new Secret(apiKey == null ? "" : apiKey), timeout),
        mapping(),
        retry());
  }

  /**
   * With a shorter lease a worker would give users back untouched, for ever, or settle what is
   * another's by then.
   */
  private void requireLonger(Duration lease, Duration timeout) {
    Duration beside = RelayConfig.Queue.BESIDE_CALLS;
    Duration least = timeout.plus(beside);
    if (lease.compareTo(least) < 0) {
      Duration twice = timeout.multipliedBy(2);
      errors.add(
          new ConfigError(
              "RELAY_LEASE",
              "is "
                  + Durations.format(lease)
                  + " and must be at least "
                  + Durations.format(beside)
                  + " longer than the calls to Novu for one event may take, RELAY_NOVU_TIMEOUT, which is "
                  + Durations.format(timeout)
                  + "; write for example "
                  + Durations.format(twice.compareTo(least) < 0 ? least : twice)));
    }
  }

  private RelayConfig.Queue queue() {
    RelayConfig.Queue defaults = RelayConfig.Queue.DEFAULT;
    return new RelayConfig.Queue(
        variables.whole("RELAY_QUEUE_SHARDS", defaults.shards(), 1, 256),
        variables.duration("RELAY_LEASE", defaults.lease()),
        variables.duration("RELAY_DEDUPLICATION", defaults.deduplication()),
        defaults.claimEvents(),
        variables.whole("RELAY_CONCURRENCY", defaults.concurrency(), 1, 10_000),
        defaults.maxClaims(),
        bounds("RELAY_DEAD", defaults.failures()),
        bounds("RELAY_UNMAPPED", defaults.unmapped()),
        variables.duration("RELAY_EVENT_MAX_AGE", defaults.maxEventAge()),
        defaults.poll());
  }

  private RelayConfig.Bounds bounds(String prefix, RelayConfig.Bounds defaults) {
    return new RelayConfig.Bounds(
        variables.positive(prefix + "_MAX_COUNT", defaults.count()),
        variables.positive(prefix + "_MAX_BYTES", defaults.bytes()),
        variables.duration(prefix + "_MAX_AGE", defaults.age()),
        atBound(prefix + "_AT_BOUND", defaults.atBound()));
  }

  private RelayConfig.AtBound atBound(String name, RelayConfig.AtBound fallback) {
    String text = variables.get(name);
    if (text == null) {
      return fallback;
    }
    return switch (text) {
      case "evict-oldest" -> RelayConfig.AtBound.EVICT_OLDEST;
      case "block" -> RelayConfig.AtBound.BLOCK;
      default -> {
        errors.add(new ConfigError(name, "must be evict-oldest or block, not '" + text + "'"));
        yield fallback;
      }
    };
  }

  private RelayConfig.Admin admin() {
    String host = variables.get("RELAY_ADMIN_HOST");
    String token = variables.get("RELAY_ADMIN_TOKEN");
    String address = host == null ? RelayConfig.Admin.DEFAULT.host() : host;
    if (token == null && !LOOPBACK.contains(address)) {
      errors.add(
          new ConfigError(
              "RELAY_ADMIN_TOKEN",
              "is required when RELAY_ADMIN_HOST is not a loopback address: whoever reaches the admin"
                  + " port can read and delete events"));
    }
    return new RelayConfig.Admin(
        address,
        variables.port("RELAY_ADMIN_PORT", RelayConfig.Admin.DEFAULT.port()),
        token == null ? null : new Secret(token));
  }

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  private RelayConfig.Retry retry() {
    RelayConfig.Retry defaults = RelayConfig.Retry.DEFAULT;
    Duration initial = variables.duration("RELAY_RETRY_INITIAL", defaults.initial());
    Duration max = variables.duration("RELAY_RETRY_MAX", defaults.max());
    if (max.compareTo(initial) < 0) {
      errors.add(
          new ConfigError("RELAY_RETRY_MAX", "must not be shorter than RELAY_RETRY_INITIAL"));
    }
    return new RelayConfig.Retry(
        initial, max, variables.duration("RELAY_RETRY_WINDOW", defaults.window()));
  }

  private URI novuUrl() {
    String text = variables.get("NOVU_API_URL");
    if (text == null) {
      return RelayConfig.Novu.DEFAULT_URL;
    }
    URI uri = uri(text.replaceAll("/+$", ""));
    if (uri == null
        || uri.getHost() == null
        || !Set.of("http", "https").contains(uri.getScheme())
        || uri.getRawQuery() != null
        || uri.getRawUserInfo() != null) {
      errors.add(
          new ConfigError(
              "NOVU_API_URL",
              "must be an http or https address such as https://api.novu.co or https://eu.api.novu.co"));
      return RelayConfig.Novu.DEFAULT_URL;
    }
    return uri;
  }

  private Mapping mapping() {
    String text = variables.get("RELAY_WORKFLOWS");
    if (text == null) {
      return Mapping.GUIDE;
    }
    Map<String, String> workflows = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      // an event's name may hold an equals sign, a workflow's identifier may not
      int split = pair.lastIndexOf('=');
      String event = split < 0 ? "" : pair.substring(0, split).strip();
      String workflow = split < 0 ? "" : pair.substring(split + 1).strip();
      if (event.isEmpty() || workflow.isEmpty()) {
        errors.add(
            new ConfigError(
                "RELAY_WORKFLOWS",
                "must read Event Name=workflow,Other Event=other-workflow; this part does not: '"
                    + pair.strip()
                    + "'"));
      } else if (workflows.put(event, workflow) != null) {
        errors.add(new ConfigError("RELAY_WORKFLOWS", "maps '" + event + "' twice"));
      }
    }
    return Mapping.of(workflows);
  }

  private List<Secret> secrets(String name) {
    String value = variables.get(name);
    return value == null ? List.of() : List.of(new Secret(value));
  }

  private static @Nullable URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      return null;
    }
  }
}
