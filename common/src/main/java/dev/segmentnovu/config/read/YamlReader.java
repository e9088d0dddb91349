package dev.segmentnovu.config.read;

import dev.segmentnovu.config.ConfigError;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;

/**
 * Reads YAML as text: {@code 0123} stays {@code 0123}, and the description of a setting decides how
 * its value is read. Aliases are followed, within bounds.
 */
final class YamlReader {

  private static final int MAX_DEPTH = 30;

  /** Aliases can multiply the content of a file; no configuration has more nodes. */
  private static final int MAX_NODES = 200_000;

  private final List<ConfigError> errors;
  private int nodes;

  private YamlReader(List<ConfigError> errors) {
    this.errors = errors;
  }

  /**
   * The content of a file.
   *
   * @param name of the file, for errors that have no path
   * @param errors receives every error; if there are any, the result is what could be read
   */
  static YamlValue.Members read(String name, String text, List<ConfigError> errors) {
    var nothing = new YamlValue.Members("", Map.of());
    var options = new LoaderOptions();
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setCodePointLimit(TextFiles.MAX_BYTES);
    try {
      var dumper = new org.yaml.snakeyaml.DumperOptions();
      var yaml = new Yaml(new SafeConstructor(options), new Representer(dumper), dumper, options);
      org.yaml.snakeyaml.nodes.Node root = yaml.compose(new StringReader(text));
      if (root == null || root.getTag().equals(Tag.NULL)) {
        return nothing;
      }
      if (root instanceof MappingNode map) {
        return new YamlReader(errors).members("", map, 0);
      }
      errors.add(new ConfigError(name, "must be a map of settings, as in redis: and sources:"));
    } catch (MarkedYAMLException e) {
      String where =
          e.getProblemMark() == null
              ? ""
              : " at line "
                  + (e.getProblemMark().getLine() + 1)
                  + ", column "
                  + (e.getProblemMark().getColumn() + 1);
      // the full message has a snippet of the file, which may hold a secret
      errors.add(new ConfigError(name, "is not valid YAML" + where + ": " + e.getProblem()));
    } catch (YAMLException e) {
      errors.add(new ConfigError(name, "is not valid YAML: " + e.getMessage()));
    } catch (Unbounded e) {
      errors.add(
          new ConfigError(name, "has aliases that make it too large or too deep; write it out"));
    }
    return nothing;
  }

  /** Aliases have made a small file too large or too deep. */
  private static final class Unbounded extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private YamlValue node(String path, org.yaml.snakeyaml.nodes.Node node, int depth) {
    if (++nodes > MAX_NODES || depth > MAX_DEPTH) {
      throw new Unbounded();
    }
    if (node instanceof MappingNode map) {
      return members(path, map, depth);
    }
    if (node instanceof SequenceNode list) {
      List<YamlValue> items = new ArrayList<>();
      for (org.yaml.snakeyaml.nodes.Node item : list.getValue()) {
        items.add(node(path + "[" + items.size() + "]", item, depth + 1));
      }
      return new YamlValue.Items(path, items);
    }
    var scalar = (ScalarNode) node;
    boolean isNull =
        scalar.getTag().equals(Tag.NULL) && scalar.getScalarStyle() == ScalarStyle.PLAIN;
    return new YamlValue.Scalar(path, isNull ? "" : scalar.getValue());
  }

  private YamlValue.Members members(String path, MappingNode map, int depth) {
    Map<String, YamlValue> members = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    var made = new YamlValue.Members(path, members);
    for (NodeTuple pair : map.getValue()) {
      int line = pair.getKeyNode().getStartMark().getLine() + 1;
      if (!(pair.getKeyNode() instanceof ScalarNode key)) {
        errors.add(new ConfigError(path, "has a key that is no text, at line " + line));
        continue;
      }
      String name = key.getValue();
      Integer first = lines.putIfAbsent(name, line);
      if (first != null) {
        errors.add(
            new ConfigError(
                made.pathOf(name), "is there twice, at lines " + first + " and " + line));
      } else {
        members.put(name, node(made.pathOf(name), pair.getValueNode(), depth + 1));
      }
    }
    return made;
  }
}
