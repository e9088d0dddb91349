package dev.segmentnovu.config.read;

import dev.segmentnovu.config.BodyLimits;
import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.RelayConfig.AtBound;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.read.ConfigSection.Layer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the whole configuration from its layers. */
final class ConfigReader {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");
  private static final int MOST = 999_999;

  private final ConfigErrors reading;
  private final ConfigSection root;
  private final ProcessRole use;

  ConfigReader(ConfigErrors reading, List<Layer> layers, ProcessRole use) {
    this.reading = reading;
    this.root = new ConfigSection(reading, "", layers);
    this.use = use;
  }

  /** The configuration; it may be used only if the reading has no mistakes. */
  RelayConfig read() {
    RelayConfig.Redis redis = redis();
    ConfigSection section = root.section("queue");
    RelayConfig.Queue queue = queue(section);
    return new RelayConfig(redis, queue, ingest(), admin(), ops(), sources(section, queue.lease()));
  }

  private RelayConfig.@Nullable Redis redis() {
    ConfigSection redis = root.section("redis");
    ConfigSection section = redis.section("durability");
    RelayConfig.Durability durability = durability(section);
    RedisAddress address = redis.value("url", RedisAddress::parse).orElse(null);
    if (address == null && durability.replicas() > 0) {
      section.error(
          "replicas",
          "needs a Redis that has replicas: set "
              + redis.label("url")
              + "; the Redis of relay up has none");
    }
    if (address == null && durability.fsync()) {
      section.error(
          "fsync",
          "needs Redis 7.2 or newer: set "
              + redis.label("url")
              + "; the Redis of relay up is older");
    }
    return address == null ? null : new RelayConfig.Redis(address, durability);
  }

  private static RelayConfig.Durability durability(ConfigSection durability) {
    Duration longest = RelayConfig.Durability.LONGEST;
    boolean fsync = durability.flag("fsync");
    Duration timeout =
        durability
            .optionalDuration("timeout")
            .orElse(
                fsync
                    ? RelayConfig.Durability.FSYNC_TIMEOUT
                    : RelayConfig.Durability.NONE.timeout());
    if (timeout.compareTo(longest) > 0) {
      durability.error(
          "timeout",
          "must not be longer than "
              + Durations.format(longest)
              + ": Segment gives a webhook 5s in all");
    }
    return new RelayConfig.Durability(durability.whole("replicas", 0, 16), fsync, timeout);
  }

  private static RelayConfig.Queue queue(ConfigSection queue) {
    return new RelayConfig.Queue(
        queue.whole("shards", 1, 256),
        queue.duration("lease"),
        queue.duration("deduplication"),
        queue.whole("claimEvents", 1, 1_000),
        queue.whole("maxClaims", 1, 100),
        bounds(queue.section("failures")),
        bounds(queue.section("unmapped")),
        queue.duration("maxEventAge"),
        queue.duration("poll"));
  }

  private static RelayConfig.Bounds bounds(ConfigSection bounds) {
    return new RelayConfig.Bounds(
        bounds.positive("count"),
        bounds.positive("bytes"),
        bounds.duration("age"),
        bounds.choice("atBound", AtBound.class));
  }

  private RelayConfig.Ingest ingest() {
    ConfigSection ingest = root.section("ingest");
    ingest.replaced("maxEventBytes", "webhook.maxEventBytes", "tracking.maxEventBytes");
    ingest.replaced("maxBatchBytes", "webhook.maxBodyBytes", "tracking.maxBodyBytes");
    ingest.replaced("maxBatchEvents", "webhook.maxEvents", "tracking.maxEvents");
    BodyLimits webhook = limits(ingest.section("webhook"));
    BodyLimits tracking = limits(ingest.section("tracking"));
    return new RelayConfig.Ingest(
        ingest.textOrDefault("host"),
        ingest.port("port"),
        webhook,
        tracking,
        ingest.whole("memoryPercent", 1, 100),
        inFlight(ingest.section("inFlight"), Math.max(webhook.inFlight(), tracking.inFlight())));
  }

  private static BodyLimits limits(ConfigSection limits) {
    int event = limits.whole("maxEventBytes", 1_024, 64 << 20);
    int body = limits.whole("maxBodyBytes", 1_024, 64 << 20);
    int stored = limits.whole("maxStoredBytes", 1_024, 256 << 20);
    if (event > body) {
      limits.error("maxEventBytes", "must not be above " + limits.label("maxBodyBytes"));
    }
    if (stored < body) {
      limits.error("maxStoredBytes", "must not be below " + limits.label("maxBodyBytes"));
    }
    return new BodyLimits(event, limits.whole("maxEvents", 1, 100_000), body, stored);
  }

  private static RelayConfig.InFlight inFlight(ConfigSection inFlight, long least) {
    long bytes = inFlight.positive("bytes");
    if (bytes < least) {
      inFlight.error(
          "bytes",
          "must be at least "
              + least
              + ": twice maxBodyBytes and once maxStoredBytes, which one large request may take");
    }
    return new RelayConfig.InFlight(
        inFlight.whole("requests", 1, MOST),
        bytes,
        inFlight.whole("connections", 1, MOST),
        inFlight.duration("readTimeout"));
  }

  private RelayConfig.Admin admin() {
    ConfigSection admin = root.section("admin");
    String host = admin.textOrDefault("host");
    Secret token = null;
    if (use.takesIn()) {
      token = admin.secret("token").orElse(null);
      if (token == null && !LOOPBACK.contains(host)) {
        admin.error(
            "token",
            "is required when "
                + admin.label("host")
                + " is not a loopback address: whoever reaches the admin port can read and delete"
                + " events");
      }
    } else {
      admin.pass("token");
    }
    return new RelayConfig.Admin(host, admin.port("port"), token);
  }

  private RelayConfig.Ops ops() {
    ConfigSection ops = root.section("ops");
    return new RelayConfig.Ops(ops.textOrDefault("host"), ops.port("port"));
  }

  private List<RelayConfig.Source> sources(ConfigSection queue, Duration lease) {
    List<Layer> defaults = root.layers("defaults");
    List<RelayConfig.Source> sources = new ArrayList<>();
    Map<Secret, String> owners = new HashMap<>();
    // where a file names sources, the built-in one is gone
    Layer named = root.layers("sources").get(0);
    if (named.map().members().isEmpty()) {
      root.error("sources", "must name at least one source");
    }
    named
        .map()
        .members()
        .forEach(
            (name, node) -> {
              if (!name.matches("[a-z0-9_-]+")) {
                reading.error(
                    node.path(), "must have a name of lower-case letters, digits, - and _");
              }
              List<Layer> layers = new ArrayList<>();
              if (node instanceof YamlValue.Members map) {
                layers.add(new Layer(map, named.builtIn()));
              } else if (!(node instanceof YamlValue.Scalar scalar) || !scalar.text().isBlank()) {
                reading.error(node.path(), "must be a map: its settings stand below it, indented");
              }
              layers.addAll(defaults);
              ConfigSection section = new ConfigSection(reading, named.map().pathOf(name), layers);
              var source = new SourceReader(section, use).read(name, queue, lease);
              sources.add(source);
              requireOwnKeys(section, source, owners);
            });
    return sources.stream().map(source -> skippingUnchanged(source, sources)).toList();
  }

  /**
   * Where another source writes to the same environment of Novu, the queue of this one does not
   * know what was last written there: then unchanged identifies are skipped only if asked for.
   */
  private static RelayConfig.Source skippingUnchanged(
      RelayConfig.Source source, List<RelayConfig.Source> all) {
    boolean shares =
        all.stream()
            .anyMatch(
                other ->
                    !other.name().equals(source.name())
                        // an environment has keys of its own, and may have several addresses
                        && other.novu().apiKey().equals(source.novu().apiKey()));
    return shares ? source.skippingUnchanged(Duration.ZERO) : source;
  }

  private static void requireOwnKeys(
      ConfigSection section, RelayConfig.Source source, Map<Secret, String> owners) {
    for (Secret key : source.writeKeys()) {
      String other = owners.putIfAbsent(key, source.name());
      if (other != null && !other.equals(source.name())) {
        section.error(
            "writeKeys",
            "has a key that sources." + other + " has too; a write key belongs to one source");
      }
    }
  }
}
