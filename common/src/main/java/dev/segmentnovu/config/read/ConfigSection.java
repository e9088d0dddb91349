package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;

import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.read.Placeholders.Filled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A map of the configuration, in layers: the first that has a value for a key counts, and an empty
 * value is none. A wrong value is a mistake, and the next layer stands in so that reading goes on.
 * What is asked for is what is known.
 */
final class ConfigSection {

  /**
   * A map of one file.
   *
   * @param builtIn whether it is of the default file
   */
  record Layer(YamlValue.Members map, boolean builtIn) {}

  private final ConfigErrors reading;
  private final String path;
  private final List<Layer> layers;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> replaced = new HashSet<>();

  /** A section at {@code path}; empty for the root. The first layer counts first. */
  ConfigSection(ConfigErrors reading, String path, List<Layer> layers) {
    this.reading = reading;
    this.path = path;
    this.layers = List.copyOf(layers);
    reading.opened(this);
  }

  /** Reads a text as a value, or says what would be right. */
  @FunctionalInterface
  interface Form<T> {
    /**
     * The value.
     *
     * @throws IllegalArgumentException with what it must be; shown to people
     */
    T read(String text);
  }

  /** The value of {@code name}; empty if no layer has one. */
  <T> Optional<T> value(String name, Form<T> form) {
    known.add(name);
    for (Layer layer : layers) {
      Optional<T> value = value(layer, name, form, reading.placeholders);
      if (value.isPresent()) {
        return value;
      }
    }
    // only a mistake leads here with a default to be had
    return layers.stream()
        .filter(Layer::builtIn)
        .flatMap(layer -> value(layer, name, form, reading.unset).stream())
        .findFirst();
  }

  private <T> Optional<T> value(Layer layer, String name, Form<T> form, Placeholders placeholders) {
    YamlValue node = layer.map().members().get(name);
    return node == null ? Optional.empty() : scalar(layer, node, form, placeholders);
  }

  private <T> Optional<T> scalar(
      Layer layer, YamlValue node, Form<T> form, Placeholders placeholders) {
    if (!(node instanceof YamlValue.Scalar scalar)) {
      reading.error(
          node.path(),
          "must be a single value and is a "
              + (node instanceof YamlValue.Items ? "list" : "map")
              + "; quote it if it is a text");
      return Optional.empty();
    }
    Filled filled = placeholders.fill(scalar.text());
    if (filled.problem() != null) {
      reading.error(label(scalar), filled.problem());
      return Optional.empty();
    }
    if (filled.text().isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(form.read(filled.text()));
    } catch (IllegalArgumentException e) {
      // what a user's own placeholder brings may be a secret in the wrong place
      boolean shown = form instanceof Shown && (layer.builtIn() || !filled.hasPlaceholder());
      reading.error(label(scalar), e.getMessage() + (shown ? ", not '" + filled.text() + "'" : ""));
      return Optional.empty();
    }
  }

  /** A form whose wrong values may be shown. */
  private interface Shown<T> extends Form<T> {}

  private <T> T required(String name, Shown<T> form) {
    return value(name, form)
        .orElseThrow(() -> new IllegalStateException("No default for " + path + "." + name));
  }

  /** A text as it is; empty if there is none. */
  Optional<String> text(String name) {
    return value(name, text -> text);
  }

  /** A text that has a default. */
  String textOrDefault(String name) {
    return required(name, text -> text);
  }

  /** A whole number from {@code least} to {@code most}. */
  int whole(String name, int least, int most) {
    return required(name, text -> Converters.whole(text, least, most));
  }

  /** A whole number above zero; empty if there is none. */
  Optional<Integer> optionalWhole(String name, int most) {
    Shown<Integer> form = text -> Converters.whole(text, 1, most);
    return value(name, form);
  }

  /** A whole number above zero. */
  long positive(String name) {
    return required(name, Converters::positive);
  }

  /** A port; 0 for any free one. */
  int port(String name) {
    return required(name, Converters::port);
  }

  /** A duration above zero. */
  java.time.Duration duration(String name) {
    return required(name, Converters::duration);
  }

  /** A duration from 1 ms to {@code longest}, or zero for {@code off}; empty if there is none. */
  Optional<java.time.Duration> durationOrOff(String name, java.time.Duration longest) {
    Shown<java.time.Duration> form = text -> Converters.durationOrOff(text, longest);
    return value(name, form);
  }

  /** A duration above zero; empty if there is none. */
  Optional<java.time.Duration> optionalDuration(String name) {
    Shown<java.time.Duration> form = Converters::duration;
    return value(name, form);
  }

  /** One of an enum's constants, written as in {@code dead-letter}. */
  <E extends Enum<E>> E choice(String name, Class<E> type) {
    return required(name, text -> Converters.choice(text, type));
  }

  /** {@code true} or {@code false}; false if there is none. */
  boolean flag(String name) {
    Shown<Boolean> form = Converters::flag;
    return value(name, form).orElse(false);
  }

  /** A secret of visible ASCII characters; empty if there is none. */
  Optional<Secret> secret(String name) {
    return value(name, Converters::secret);
  }

  /** Secrets of visible ASCII characters: a list, or a single one. Empty ones are none. */
  List<Secret> secrets(String name) {
    known.add(name);
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      List<YamlValue> nodes =
          node instanceof YamlValue.Items list
              ? list.items()
              : node == null ? List.of() : List.of(node);
      List<Secret> secrets = new ArrayList<>();
      for (YamlValue each : nodes) {
        scalar(layer, each, Converters::secret, reading.placeholders).ifPresent(secrets::add);
      }
      if (!secrets.isEmpty()) {
        return secrets;
      }
    }
    return List.of();
  }

  /** Names that are known but of no concern to this process: not even their variables are asked. */
  void pass(String... names) {
    known.addAll(List.of(names));
  }

  /** Refuses a setting of an earlier version, and names those that replaced it. */
  void replaced(String name, String... by) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node != null) {
        replaced.add(name);
        List<String> paths = Arrays.stream(by).map(each -> path + "." + each).toList();
        reading.error(node.path(), "no longer exists; set " + String.join(" and ", paths));
      }
    }
  }

  /** The section {@code name}, of all layers that have it. */
  ConfigSection section(String name) {
    return new ConfigSection(reading, pathOf(name), layers(name));
  }

  /** The layers of the section {@code name}, the first counting first. */
  List<Layer> layers(String name) {
    known.add(name);
    List<Layer> found = new ArrayList<>();
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node instanceof YamlValue.Members map) {
        found.add(new Layer(map, layer.builtIn()));
      } else if (node != null && !isEmpty(node)) {
        reading.error(node.path(), "must be a map: its settings stand below it, indented");
      }
    }
    return found;
  }

  /** The sections of a list, of the first layer that has it. */
  List<ConfigSection> list(String name) {
    known.add(name);
    List<ConfigSection> items = new ArrayList<>();
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node instanceof YamlValue.Items list) {
        for (YamlValue item : list.items()) {
          if (item instanceof YamlValue.Members map) {
            items.add(
                new ConfigSection(reading, map.path(), List.of(new Layer(map, layer.builtIn()))));
          } else {
            reading.error(item.path(), "must be a map: its settings stand below it, indented");
          }
        }
        return items;
      }
      if (node != null && !isEmpty(node)) {
        reading.error(node.path(), "must be a list: each item begins with - ");
      }
    }
    return items;
  }

  /**
   * The texts of a map with keys of the user's own, of the first layer that has it; a key without a
   * value is left to {@code missing}.
   *
   * @param form of the same as a single text
   * @param missing says what is wrong with a key that has no value
   */
  Map<String, String> texts(
      String name, Form<Map<String, String>> form, Function<String, String> missing) {
    known.add(name);
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node instanceof YamlValue.Members map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.members()
            .forEach(
                (key, value) ->
                    scalar(layer, value, text -> text, reading.placeholders)
                        .ifPresentOrElse(
                            text -> texts.put(key, text),
                            () ->
                                reading.follow(new ConfigError(value.path(), missing.apply(key)))));
        return texts;
      }
      if (node != null) {
        Optional<Map<String, String>> texts = scalar(layer, node, form, reading.placeholders);
        if (texts.isPresent()) {
          return texts.get();
        }
      }
    }
    return Map.of();
  }

  private static boolean isEmpty(YamlValue node) {
    return node instanceof YamlValue.Scalar scalar && scalar.text().isBlank();
  }

  /** What stands in the place of {@code name} for people: its path, and the variables there. */
  String label(String name) {
    for (Layer layer : layers) {
      YamlValue node = layer.map().members().get(name);
      if (node != null && !isEmpty(node)) {
        return node instanceof YamlValue.Scalar scalar ? label(scalar) : label(node);
      }
    }
    return pathOf(name);
  }

  private static String label(YamlValue node) {
    List<String> variables = new ArrayList<>();
    if (node instanceof YamlValue.Scalar scalar) {
      variables.addAll(Placeholders.variables(scalar.text()));
    } else if (node instanceof YamlValue.Items list) {
      for (YamlValue item : list.items()) {
        variables.addAll(
            item instanceof YamlValue.Scalar scalar
                ? Placeholders.variables(scalar.text())
                : List.of());
      }
    }
    return variables.isEmpty()
        ? node.path()
        : node.path() + " (" + String.join(", ", variables) + ")";
  }

  private String pathOf(String name) {
    return new YamlValue.Members(path, Map.of()).pathOf(name);
  }

  /** Adds a mistake at {@code name}. */
  void error(String name, String problem) {
    reading.follow(new ConfigError(label(name), problem));
  }

  /** Adds a mistake at {@code key} of the map {@code name}. */
  void errorBelow(String name, String key, String problem) {
    reading.follow(
        new ConfigError(new YamlValue.Members(pathOf(name), Map.of()).pathOf(key), problem));
  }

  /** What was asked for, by its path. */
  List<String> asked() {
    return known.stream().map(this::pathOf).toList();
  }

  /** Refuses what nothing asked for. */
  void refuseUnknown() {
    for (Layer layer : layers) {
      for (String key : layer.map().members().keySet()) {
        if (!known.contains(key) && !replaced.contains(key)) {
          String hint =
              Suggestions.to(key, known)
                  .map(near -> "did you mean " + near + "?")
                  .orElse("here belong " + String.join(", ", known));
          reading.error(layer.map().pathOf(key), "unknown; " + hint);
        }
      }
    }
  }
}
