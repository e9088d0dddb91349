package dev.segmentnovu.config.read;

import dev.segmentnovu.config.Durations;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.SettingLine;
import dev.segmentnovu.config.read.ConfigSection.Layer;
import dev.segmentnovu.config.setting.NovuSettings;
import dev.segmentnovu.config.setting.QueueSettings;
import dev.segmentnovu.config.setting.Settings;
import dev.segmentnovu.config.setting.SourceSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Reads the whole configuration from its layers, and checks what concerns several sections. */
final class ConfigReader {

  private final ConfigErrors errors;
  private final ConfigSection root;
  private final ProcessRole role;

  /** Whether the only source is the one of the default file, which the variables set. */
  private boolean fromVariables;

  private final List<SettingLine> lines = new ArrayList<>();

  ConfigReader(ConfigErrors errors, List<Layer> layers) {
    this.errors = errors;
    this.root = new ConfigSection(errors, "", layers);
    this.role = errors.role;
  }

  /** The configuration; it may be used only if the reading has no errors. */
  RelayConfig read() {
    root.replaced("ingest", "maxEventBytes", "webhook.maxEventBytes", "tracking.maxEventBytes");
    root.replaced("ingest", "maxBatchBytes", "webhook.maxBodyBytes", "tracking.maxBodyBytes");
    root.replaced("ingest", "maxBatchEvents", "webhook.maxEvents", "tracking.maxEvents");
    var top = new RecordedValues(root, role, "", true);
    RelayConfig config = Settings.config(top, role, sources());
    lines.addAll(0, top.lines());
    return config;
  }

  /** The settings that were read, in the order of the file. */
  List<SettingLine> lines() {
    return List.copyOf(lines);
  }

  private List<RelayConfig.Source> sources() {
    Map<String, ConfigSection> sections = sourceSections();
    Map<Secret, String> owners = new HashMap<>();
    List<RelayConfig.Source> sources = new ArrayList<>();
    sections.forEach(
        (name, section) -> {
          boolean shares = sharesEnvironment(section, sections.values());
          var values = new RecordedValues(section, role, "sources." + name + ".", fromVariables);
          RelayConfig.Source source = SourceSettings.source(name, values, role, shares);
          lines.addAll(values.lines());
          sources.add(source);
          requireLongerLease(section);
          requireOwnKeys(section, source, owners);
        });
    return sources;
  }

  /** The sources by name, each with {@code defaults} beneath it. */
  private Map<String, ConfigSection> sourceSections() {
    List<Layer> defaults = root.layers("defaults");
    // where a file names sources, the built-in one is gone
    Layer named = root.layers("sources").get(0);
    fromVariables = named.builtIn();
    if (named.map().members().isEmpty()) {
      root.errorAt("sources", "must name at least one source");
    }
    Map<String, ConfigSection> sections = new LinkedHashMap<>();
    named
        .map()
        .members()
        .forEach(
            (name, node) -> {
              if (!name.matches("[a-z0-9_-]+")) {
                errors.error(
                    node.path(), "must have a name of lower-case letters, digits, - and _");
              }
              List<Layer> layers = new ArrayList<>();
              if (node instanceof YamlValue.Members map) {
                layers.add(new Layer(map, named.builtIn()));
              } else if (!(node instanceof YamlValue.Scalar scalar) || !scalar.text().isBlank()) {
                errors.error(node.path(), ConfigSection.NO_MAP);
              }
              layers.addAll(defaults);
              String path = named.map().pathOf(name);
              sections.put(name, new ConfigSection(errors, path, layers));
            });
    return sections;
  }

  /** An environment of Novu has keys of its own, and may have several addresses. */
  private static boolean sharesEnvironment(ConfigSection source, Iterable<ConfigSection> all) {
    Optional<Secret> key = source.get(NovuSettings.API_KEY);
    for (ConfigSection other : all) {
      if (other != source && Objects.equals(other.get(NovuSettings.API_KEY), key)) {
        return true;
      }
    }
    return false;
  }

  /**
   * With a shorter lease a worker would give users back before it has sent anything, for ever, or
   * settle events that another worker has claimed by then.
   */
  private void requireLongerLease(ConfigSection source) {
    Duration lease = root.get(QueueSettings.LEASE);
    Duration timeout = source.get(NovuSettings.TIMEOUT);
    Duration beside = RelayConfig.Queue.BESIDE_CALLS;
    Duration least = timeout.plus(beside);
    if (lease.compareTo(least) < 0) {
      Duration twice = timeout.multipliedBy(2);
      root.error(
          QueueSettings.LEASE,
          "is "
              + Durations.format(lease)
              + " and must be at least "
              + Durations.format(beside)
              + " longer than the calls to Novu for one event may take, "
              + source.label(NovuSettings.TIMEOUT)
              + ", which is "
              + Durations.format(timeout)
              + "; write for example "
              + Durations.format(twice.compareTo(least) < 0 ? least : twice));
    }
  }

  private static void requireOwnKeys(
      ConfigSection section, RelayConfig.Source source, Map<Secret, String> owners) {
    for (Secret key : source.writeKeys()) {
      String other = owners.putIfAbsent(key, source.name());
      if (other != null && !other.equals(source.name())) {
        section.error(
            SourceSettings.WRITE_KEYS,
            "has a key that sources." + other + " has too; a write key belongs to one source");
      }
    }
  }
}
