package dev.segmentnovu.config.setting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.setting.form.Section;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes the end of the Helm chart's {@code values.schema.json}: the schema of {@code relay.yaml},
 * and the names of all variables. Helm reads one file only, so the chart cannot refer to the other
 * schema.
 */
final class ChartSchemaWriter {

  private static final String BEGIN = "    \"relay\": {";

  private ChartSchemaWriter() {}

  /** The schema with new definitions from {@code relay} to its end. */
  static String write(String schema) {
    int begin = schema.indexOf(BEGIN);
    if (begin < 0) {
      throw new IllegalStateException("The schema has no place for the definition relay");
    }
    ObjectNode relay = SchemaWriter.schema();
    JsonNode definitions = relay.remove("$defs");
    relay.remove("$schema");
    var all = new StringBuilder(schema.substring(0, begin));
    append(all, "relay", relay);
    for (Map.Entry<String, JsonNode> each : definitions.properties()) {
      append(all.append(",\n"), each.getKey(), each.getValue());
    }
    append(all.append(",\n"), "variable", variables());
    return all.append("\n  }\n}\n").toString();
  }

  private static void append(StringBuilder to, String name, JsonNode definition) {
    to.append("    \"").append(name).append("\": ").append(SchemaWriter.text(definition, "    "));
  }

  private static ObjectNode variables() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode names = node.putArray("enum");
    Consumer<Section> add =
        section -> section.forEachSetting(setting -> setting.variable().ifPresent(names::add));
    Settings.TOP.forEach(add);
    add.accept(Settings.SOURCE);
    for (LogVariable each : LogVariable.values()) {
      names.add(each.variable());
    }
    return node;
  }
}
