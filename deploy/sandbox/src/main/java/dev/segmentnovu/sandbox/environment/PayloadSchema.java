package dev.segmentnovu.sandbox.environment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import java.util.Set;

/**
 * A workflow's payload schema, with Novu's messages. Of JSON Schema it knows {@code type}, {@code
 * properties}, {@code required} and {@code additionalProperties: false}. It rejects a schema with
 * any other rule, because it could not check all of it.
 */
public final class PayloadSchema {
  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "properties",
          "required",
          "additionalProperties",
          "$schema",
          "title",
          "description");

  private static final Set<String> TYPES =
      Set.of("object", "array", "string", "boolean", "number", "integer", "null");

  private final ObjectNode schema;

  /**
   * Reads a schema.
   *
   * @throws IllegalArgumentException if it has a rule that is not known here
   */
  public PayloadSchema(ObjectNode schema) {
    check(schema);
    this.schema = schema.deepCopy();
  }

  private static void check(JsonNode schema) {
    schema
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!KNOWN.contains(name)) {
                throw new IllegalArgumentException(
                    "the sandbox knows no " + name + " in a payload schema, only " + KNOWN);
              }
            });
    String type = schema.path("type").asText("object");
    if (!TYPES.contains(type)) {
      throw new IllegalArgumentException("there is no type " + type + ", only " + TYPES);
    }
    schema.path("properties").forEach(PayloadSchema::check);
  }

  public ObjectNode schema() {
    return schema;
  }

  /** The violations of the schema, as Novu lists them; empty if there are none. */
  public ArrayNode errors(JsonNode payload) {
    ArrayNode errors = EventCodec.JSON.createArrayNode();
    check(schema, payload, "", "#", errors);
    return errors;
  }

  private static void check(
      JsonNode schema, JsonNode value, String field, String path, ArrayNode errors) {
    String type = schema.path("type").asText("");
    if (!type.isEmpty() && !isOf(type, value)) {
      add(errors, field, "must be " + type, value, path + "/type");
      return;
    }
    for (JsonNode name : schema.path("required")) {
      if (!value.has(name.asText())) {
        String message = "must have required property '" + name.asText() + "'";
        String where =
            field.isEmpty() ? "root" : field; // only a missing member is reported at the root
        add(errors, where + "." + name.asText(), message, value, path + "/required");
      }
    }
    JsonNode properties = schema.path("properties");
    for (var property : properties.properties()) {
      if (value.has(property.getKey())) {
        check(
            property.getValue(),
            value.get(property.getKey()),
            inside(field, property.getKey()),
            path + "/properties/" + property.getKey(),
            errors);
      }
    }
    JsonNode additional = schema.path("additionalProperties");
    if (additional.isBoolean() && !additional.booleanValue()) {
      for (var each : value.properties()) {
        if (!properties.has(each.getKey())) {
          String message = "must NOT have additional properties";
          add(errors, field, message, value, path + "/additionalProperties");
        }
      }
    }
  }

  private static boolean isOf(String type, JsonNode value) {
    return switch (type) {
      case "object" -> value.isObject();
      case "array" -> value.isArray();
      case "string" -> value.isTextual();
      case "boolean" -> value.isBoolean();
      case "number" -> value.isNumber();
      case "integer" -> value.isIntegralNumber();
      default -> value.isNull();
    };
  }

  private static String inside(String field, String name) {
    return field.isEmpty() ? name : field + "." + name;
  }

  private static void add(
      ArrayNode errors, String field, String message, JsonNode value, String path) {
    errors
        .addObject()
        .put("field", field.isEmpty() ? "root" : field)
        .put("message", message)
        .put("schemaPath", path)
        .set("value", value);
  }
}
