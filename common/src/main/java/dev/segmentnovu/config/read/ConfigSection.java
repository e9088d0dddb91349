package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.RedisAddress;
import dev.segmentnovu.config.read.Placeholders.Filled;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.SettingReader;
import dev.segmentnovu.config.setting.form.SettingValues;
import dev.segmentnovu.config.setting.form.ValueType;
import dev.segmentnovu.config.setting.form.ValueTypes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A map of the configuration, in layers: the first layer with a value for a key counts, and an
 * empty value counts as none. A wrong value is an error, and the next layer stands in so that the
 * reading goes on and finds all errors. Keys that were not read are unknown.
 */
final class ConfigSection implements SettingValues, SettingReader {

  static final String NO_MAP = "must be a map: its settings stand below it, indented";

  /**
   * A map of one file.
   *
   * @param builtIn whether it is of the default file
   */
  record Layer(YamlValue.Members map, boolean builtIn) {}

  private final ConfigErrors errors;
  private final String path;
  private final List<Layer> layers;
  private final Map<String, ConfigSection> sections = new HashMap<>();
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> replaced = new HashSet<>();

  /** A section at {@code path}; empty for the root. The first layer counts first. */
  ConfigSection(ConfigErrors errors, String path, List<Layer> layers) {
    this.errors = errors;
    this.path = path;
    this.layers = List.copyOf(layers);
    errors.opened(this);
  }

  @Override
  public <T> T get(Setting<T> setting) {
    ConfigSection section = at(setting.section());
    section.known.add(setting.name());
    if (setting.isUsedBy(errors.role)) {
      return setting.read(section);
    }
    if (setting.isSecret()) {
      for (Layer layer : section.layers) {
        errors.hide(layer.map().members().get(setting.name()));
      }
    }
    return setting.defaultValue();
  }

  @Override
  public void error(Setting<?> setting, String problem) {
    at(setting.section()).errorAt(setting.name(), problem);
  }

  @Override
  public String label(Setting<?> setting) {
    return at(setting.section()).labelAt(setting.name());
  }

  private ConfigSection at(Section section) {
    ConfigSection above = section.parent().map(this::at).orElse(this);
    return section.name().isEmpty() ? above : above.section(section.name());
  }

  private ConfigSection section(String name) {
    ConfigSection section = sections.get(name);
    if (section == null) {
      section = new ConfigSection(errors, pathOf(name), layers(name));
      sections.put(name, section);
    }
    return section;
  }

  /** The layers of the section {@code name}. */
  List<Layer> layers(String name) {
    known.add(name);
    List<Layer> found = new ArrayList<>();
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node instanceof YamlValue.Members map) {
        found.add(new Layer(map, layer.builtIn()));
      } else if (node != null && !isEmpty(node)) {
        errors.error(node.path(), NO_MAP);
      }
    }
    return found;
  }

  @Override
  public <T> Optional<T> single(String name, ValueType<T> type) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      Optional<T> value = node == null ? Optional.empty() : scalar(layer, node, type);
      if (value.isPresent()) {
        return value;
      }
    }
    return Optional.empty();
  }

  private <T> Optional<T> scalar(Layer layer, YamlValue node, ValueType<T> type) {
    Optional<T> value = scalar(layer, node, type.form(), type.shown());
    if (ValueTypes.isSecret(type)) {
      errors.hide(node);
    } else if (value.orElse(null) instanceof RedisAddress redis && redis.password() != null) {
      errors.hide(redis.password());
    }
    return value;
  }

  private <T> Optional<T> scalar(
      Layer layer, YamlValue node, ValueType.Form<T> form, boolean mayShow) {
    if (!(node instanceof YamlValue.Scalar scalar)) {
      errors.error(
          node.path(),
          "must be a single value and is a "
              + (node instanceof YamlValue.Items ? "list" : "map")
              + "; quote it if it is a text");
      return Optional.empty();
    }
    Filled filled = errors.placeholders.fill(scalar.text());
    if (filled.problem() != null) {
      errors.error(label(scalar), filled.problem());
      return Optional.empty();
    }
    if (filled.text().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(form.read(filled.text()));
    } catch (IllegalArgumentException e) {
      // what a user's own placeholder stands for may be a secret in the wrong place
      boolean shown = mayShow && (layer.builtIn() || !filled.hasPlaceholder());
      errors.error(label(scalar), e.getMessage() + (shown ? ", not '" + filled.text() + "'" : ""));
      return Optional.empty();
    }
  }

  @Override
  public <T> List<T> several(String name, ValueType<T> type) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      List<YamlValue> nodes =
          node instanceof YamlValue.Items list
              ? list.items()
              : node == null ? List.of() : List.of(node);
      List<T> values = new ArrayList<>();
      for (YamlValue each : nodes) {
        scalar(layer, each, type).ifPresent(values::add);
      }
      if (!values.isEmpty()) {
        return values;
      }
    }
    return List.of();
  }

  @Override
  public <T> List<T> items(String name, Function<SettingValues, T> make) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node instanceof YamlValue.Items list) {
        List<T> items = new ArrayList<>();
        for (YamlValue item : list.items()) {
          if (item instanceof YamlValue.Members map) {
            var only = List.of(new Layer(map, layer.builtIn()));
            items.add(make.apply(new ConfigSection(errors, map.path(), only)));
          } else {
            errors.error(item.path(), NO_MAP);
          }
        }
        return items;
      }
      if (node != null && !isEmpty(node)) {
        errors.error(node.path(), "must be a list: each item begins with - ");
      }
    }
    return List.of();
  }

  @Override
  public Optional<Map<String, String>> texts(String name, ValueType<Map<String, String>> type) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node instanceof YamlValue.Members map) {
        return Optional.of(texts(layer, map));
      }
      if (node != null) {
        Optional<Map<String, String>> texts = scalar(layer, node, type);
        if (texts.isPresent()) {
          return texts;
        }
      }
    }
    return Optional.empty();
  }

  private Map<String, String> texts(Layer layer, YamlValue.Members map) {
    Map<String, String> texts = new LinkedHashMap<>();
    map.members()
        .forEach(
            (key, value) -> {
              Optional<String> text = scalar(layer, value, each -> each, false);
              if (key.isBlank() && text.isPresent()) {
                errors.follow(new ConfigError(value.path(), "has no event name before it"));
              } else if (text.isEmpty()) {
                errors.follow(
                    new ConfigError(
                        value.path(), "names no workflow: write the identifier it has at Novu"));
              }
              text.ifPresent(present -> texts.put(key, present));
            });
    return texts;
  }

  /** Refuses a setting of an earlier version, and names those that replaced it. */
  void replaced(String section, String name, String... by) {
    ConfigSection in = section(section);
    for (Layer layer : in.layers) {
      YamlValue node = layer.map().members().get(name);
      if (node != null) {
        in.replaced.add(name);
        List<String> paths = Arrays.stream(by).map(each -> in.path + "." + each).toList();
        errors.error(node.path(), "no longer exists; set " + String.join(" and ", paths));
      }
    }
  }

  private static boolean isEmpty(YamlValue node) {
    return node instanceof YamlValue.Scalar scalar && scalar.text().isBlank();
  }

  private String labelAt(String name) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node != null && !isEmpty(node)) {
        return label(node);
      }
    }
    return pathOf(name);
  }

  /** The path for people, with the variables that are named there. */
  private static String label(YamlValue node) {
    List<YamlValue> nodes = node instanceof YamlValue.Items list ? list.items() : List.of(node);
    List<String> variables = new ArrayList<>();
    for (YamlValue each : nodes) {
      if (each instanceof YamlValue.Scalar scalar) {
        variables.addAll(Placeholders.variables(scalar.text()));
      }
    }
    return variables.isEmpty()
        ? node.path()
        : node.path() + " (" + String.join(", ", variables) + ")";
  }

  private String pathOf(String name) {
    return new YamlValue.Members(path, Map.of()).pathOf(name);
  }

  /** Adds an error at the key {@code name}, unless there is one already. */
  void errorAt(String name, String problem) {
    errors.follow(new ConfigError(labelAt(name), problem));
  }

  /** The paths of what was read. */
  List<String> pathsRead() {
    return known.stream().map(this::pathOf).toList();
  }

  /** Adds an error for each key that nothing has read. */
  void refuseUnknown() {
    for (Layer layer : layers) {
      for (String key : layer.map().members().keySet()) {
        if (!known.contains(key) && !replaced.contains(key)) {
          String hint =
              Suggestions.to(key, known)
                  .map(near -> "did you mean " + near + "?")
                  .orElse("here belong " + String.join(", ", known));
          errors.error(layer.map().pathOf(key), "unknown; " + hint);
        }
      }
    }
  }
}
