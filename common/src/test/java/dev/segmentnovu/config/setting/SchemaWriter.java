package dev.segmentnovu.config.setting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.segmentnovu.config.setting.form.Section;
import dev.segmentnovu.config.setting.form.Setting;
import dev.segmentnovu.config.setting.form.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Writes {@code relay.schema.json}, the JSON Schema of the file for editors. */
final class SchemaWriter implements Shape.Cases<ObjectNode> {

  private static final int WIDTH = 120;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private SchemaWriter() {}

  static String write() {
    return text(schema(), "") + "\n";
  }

  static ObjectNode schema() {
    var writer = new SchemaWriter();
    ObjectNode schema = JSON.objectNode();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "relay.yaml, the configuration of the Segment–Novu Relay");
    schema.put("$comment", "Generated from the classes in config/setting: do not edit it by hand.");
    ObjectNode root = map(schema);
    Settings.TOP.forEach(section -> root.set(section.name(), writer.section(section)));
    root.set("defaults", ref("source"));
    ObjectNode sources = root.putObject("sources");
    sources.put("description", "The sources by name");
    sources.putArray("type").add("object").add("null");
    sources.put("minProperties", 1);
    sources.putObject("propertyNames").put("pattern", "^[a-z0-9_-]+$");
    sources.set("additionalProperties", ref("source"));

    ObjectNode definitions = schema.putObject("$defs");
    definitions.set("source", writer.section(Settings.SOURCE));
    definitions.set("rule", writer.item(RuleSettings.RULE));
    definitions.set("adminToken", writer.item(TokenSettings.TOKEN));
    definitions.set("receiver", writer.item(ReceiverSettings.RECEIVER));
    definitions
        .putObject("placeholder")
        .put("description", "${NAME}, ${NAME:default} or ${file:/path}")
        .put("type", "string")
        .put("pattern", "\\$\\{");
    types(definitions.putObject("text"), "string", "number", "boolean", "null");
    types(
        definitions.putObject("expression").put("description", "JSONata over the event"),
        "string",
        "number",
        "boolean",
        "null");
    ArrayNode texts = definitions.putObject("texts").putArray("anyOf");
    texts.add(ref("text"));
    texts.addObject().put("type", "array").set("items", ref("text"));
    ObjectNode duration = JSON.objectNode().put("type", "string");
    definitions.set("duration", orNothing(duration.put("pattern", "^[0-9]{1,9}(ms|s|m|h|d)$")));
    return schema;
  }

  private ObjectNode section(Section section) {
    ObjectNode node = JSON.objectNode();
    node.put("description", section.text());
    ObjectNode properties = map(node);
    section.forEach(
        setting -> properties.set(setting.name(), setting(setting)),
        below -> properties.set(below.name(), section(below)));
    return node;
  }

  private ObjectNode item(Section of) {
    ObjectNode item = section(of);
    item.put("type", "object");
    ArrayNode required = item.putArray("required");
    of.forEachSetting(
        setting -> {
          if (setting.isRequired()) {
            required.add(setting.name());
          }
        });
    return item;
  }

  private ObjectNode setting(Setting<?> setting) {
    ObjectNode node = setting.shape().match(this);
    node.put("description", Ranges.describeWithDefault(setting));
    String text = setting.defaultText();
    boolean isJson =
        setting.defaultValue() instanceof Number || setting.defaultValue() instanceof Boolean;
    if (isJson) {
      node.putRawValue("default", new RawValue(text));
    } else if (!text.isEmpty() && !(setting.shape() instanceof Shape.Items)) {
      node.put("default", text);
    }
    return node;
  }

  @Override
  public ObjectNode whole(Shape.Whole whole) {
    ObjectNode number = JSON.objectNode().put("type", "integer").put("minimum", whole.least());
    return orNothing(whole.isBounded() ? number.put("maximum", whole.most()) : number);
  }

  @Override
  public ObjectNode oneOf(Shape.OneOf oneOf) {
    ObjectNode words = JSON.objectNode();
    ArrayNode values = words.putArray("enum");
    oneOf.words().forEach(values::add);
    return orNothing(words);
  }

  @Override
  public ObjectNode flag() {
    ObjectNode values = JSON.objectNode();
    values.putArray("enum").add(true).add(false);
    return orNothing(values);
  }

  @Override
  public ObjectNode time(Shape.Time time) {
    if (!time.orOff()) {
      return ref("duration");
    }
    ObjectNode either = JSON.objectNode();
    either.putArray("anyOf").add(JSON.objectNode().put("const", "off")).add(ref("duration"));
    return either;
  }

  @Override
  public ObjectNode text() {
    return ref("text");
  }

  @Override
  public ObjectNode expression() {
    return ref("expression");
  }

  @Override
  public ObjectNode texts() {
    return ref("texts");
  }

  @Override
  public ObjectNode textMap() {
    ObjectNode either = JSON.objectNode();
    ArrayNode forms = either.putArray("anyOf");
    ObjectNode map = forms.addObject().put("type", "object");
    map.putObject("additionalProperties").put("type", "string").put("minLength", 1);
    map.putObject("propertyNames").put("minLength", 1);
    types(forms.addObject(), "string", "null");
    return either;
  }

  @Override
  public ObjectNode items(Shape.Items items) {
    ObjectNode either = JSON.objectNode();
    ArrayNode forms = either.putArray("anyOf");
    String item =
        items.item() == RuleSettings.RULE
            ? "rule"
            : items.item() == TokenSettings.TOKEN ? "adminToken" : "receiver";
    forms.addObject().put("type", "array").set("items", ref(item));
    forms.addObject().put("type", "null");
    return either;
  }

  /** Makes {@code node} the schema of a map with known keys only; returns its properties. */
  private static ObjectNode map(ObjectNode node) {
    types(node, "object", "null");
    node.put("additionalProperties", false);
    return node.putObject("properties");
  }

  private static void types(ObjectNode node, String... types) {
    ArrayNode all = node.putArray("type");
    for (String type : types) {
      all.add(type);
    }
  }

  private static ObjectNode ref(String definition) {
    return JSON.objectNode().put("$ref", "#/$defs/" + definition);
  }

  /** The schema, or a placeholder, or no value. */
  private static ObjectNode orNothing(ObjectNode schema) {
    ObjectNode either = JSON.objectNode();
    ArrayNode forms = either.putArray("anyOf").add(schema);
    forms.addObject().put("type", "null");
    forms.add(ref("placeholder"));
    return either;
  }

  /** JSON on one line where it fits. */
  static String text(JsonNode node, String indent) {
    if (!node.isContainerNode()) {
      return node.toString();
    }
    String below = indent + "  ";
    List<String> onOneLine = members(node, each -> text(each, ""));
    String line = enclose(node, String.join(", ", onOneLine));
    if (indent.length() + line.length() < WIDTH && !line.contains("\n")) {
      return line;
    }
    String lines = String.join(",\n" + below, members(node, each -> text(each, below)));
    return enclose(node, "\n" + below + lines + "\n" + indent);
  }

  private static List<String> members(JsonNode node, Function<JsonNode, String> text) {
    List<String> members = new ArrayList<>();
    if (node.isArray()) {
      node.forEach(each -> members.add(text.apply(each)));
    } else {
      node.properties()
          .forEach(
              each ->
                  members.add(JSON.textNode(each.getKey()) + ": " + text.apply(each.getValue())));
    }
    return members;
  }

  private static String enclose(JsonNode node, String members) {
    return node.isArray() ? "[" + members + "]" : "{" + members + "}";
  }
}
