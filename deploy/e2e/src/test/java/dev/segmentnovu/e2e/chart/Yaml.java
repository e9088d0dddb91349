package dev.segmentnovu.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML as a tree of JSON. A key that is twice in a map is an error. */
final class Yaml {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Yaml() {}

  /** The documents of {@code text} that are not empty. */
  static List<JsonNode> all(String text) {
    List<JsonNode> documents = new ArrayList<>();
    for (Object each : parser().loadAll(text)) {
      if (each != null) {
        documents.add(JSON.valueToTree(each));
      }
    }
    return documents;
  }

  /** The only document of {@code text}. */
  static JsonNode one(String text) {
    return JSON.valueToTree(parser().load(text));
  }

  private static org.yaml.snakeyaml.Yaml parser() {
    var options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    return new org.yaml.snakeyaml.Yaml(new SafeConstructor(options));
  }
}
