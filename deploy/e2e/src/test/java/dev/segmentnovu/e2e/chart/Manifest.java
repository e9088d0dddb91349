package dev.segmentnovu.e2e.chart;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** An object that the chart makes, or the template of a pod. */
record Manifest(JsonNode json) {

  String kind() {
    return json.path("kind").asText();
  }

  boolean is(String kind) {
    return kind().equals(kind);
  }

  String name() {
    return json.at("/metadata/name").asText();
  }

  /** The part at a JSON pointer; a missing node if there is none. */
  JsonNode at(String pointer) {
    return json.at(pointer);
  }

  /** The part at a pointer as a map of texts; empty if there is none. */
  Map<String, String> texts(String pointer) {
    return texts(at(pointer));
  }

  static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(each -> texts.put(each.getKey(), each.getValue().asText()));
    return texts;
  }

  /** The members of the list at a pointer. */
  List<JsonNode> list(String pointer) {
    return StreamSupport.stream(at(pointer).spliterator(), false).toList();
  }

  Map<String, String> labels() {
    return texts("/metadata/labels");
  }

  /** What the pod is for: ingest, worker or test. */
  String component() {
    return labels().getOrDefault("app.kubernetes.io/component", "");
  }

  /** The only container of a pod. */
  JsonNode container() {
    return at("/spec/containers/0");
  }

  @Override
  public String toString() {
    return kind() + " " + name();
  }
}
