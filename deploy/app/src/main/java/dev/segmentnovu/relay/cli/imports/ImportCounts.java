package dev.segmentnovu.relay.cli.imports;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.relay.cli.imports.LineCheck.Valid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an import found and did. Bounded: it names the first faults, and the first names of tracks.
 */
final class ImportCounts {

  private static final int MOST_FAULTS = 20;
  private static final int MOST_NAMES = 1_000;

  /**
   * An event that was not accepted.
   *
   * @param line from 1
   */
  record Fault(long line, String code, String message) {}

  /** An event type, or the name of a track, with the number of events. */
  record Count(String name, long count) {}

  private final Map<String, Long> types = new TreeMap<>();
  private final Map<String, Long> tracks = new TreeMap<>();
  private final Map<String, Long> codes = new TreeMap<>();
  private final List<Fault> faults = new ArrayList<>();
  private long valid;
  private long faulty;
  private long leftOut;
  private long anonymous;

  /** Counts an event that was sent, or would be. */
  void add(Valid event) {
    valid++;
    anonymous += event.anonymous() ? 1 : 0;
    types.merge(event.type().wireName(), 1L, Long::sum);
    String name = event.name();
    if (name != null && (tracks.size() < MOST_NAMES || tracks.containsKey(name))) {
      tracks.merge(name, 1L, Long::sum);
    }
  }

  /** Counts an event that was not accepted. */
  void add(Fault fault) {
    faulty++;
    codes.merge(fault.code(), 1L, Long::sum);
    if (faults.size() < MOST_FAULTS) {
      faults.add(fault);
    }
  }

  /** Counts an event of a type that the user did not ask for. */
  void leaveOut() {
    leftOut++;
  }

  /** Events that were sent, or would be. */
  long valid() {
    return valid;
  }

  /** Events that were not accepted. */
  long faulty() {
    return faulty;
  }

  /** Of the valid events, those without a user. */
  long anonymous() {
    return anonymous;
  }

  /** Events of other types than the user asked for. */
  long leftOut() {
    return leftOut;
  }

  /** Events by their type. */
  List<Count> types() {
    return largestFirst(types);
  }

  /** Tracks by their names. */
  List<Count> tracks() {
    return largestFirst(tracks);
  }

  /** Events that were not accepted, by their codes. */
  List<Count> codes() {
    return largestFirst(codes);
  }

  /** The first events that were not accepted. */
  List<Fault> faults() {
    return faults;
  }

  private static List<Count> largestFirst(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(each -> new Count(each.getKey(), each.getValue()))
        .sorted(Comparator.comparingLong(Count::count).reversed())
        .toList();
  }

  /** Adds the counts to a JSON object. */
  void write(ObjectNode json) {
    json.put("events", valid).put("notAccepted", faulty).put("leftOut", leftOut);
    json.put("anonymous", anonymous);
    write(json.putObject("types"), types());
    write(json.putObject("tracks"), tracks());
    write(json.putObject("codes"), codes());
    ArrayNode list = json.putArray("faults");
    for (Fault each : faults) {
      list.addObject()
          .put("line", each.line())
          .put("code", each.code())
          .put("message", each.message());
    }
  }

  private static void write(ObjectNode json, List<Count> counts) {
    counts.forEach(each -> json.put(each.name(), each.count()));
  }
}
