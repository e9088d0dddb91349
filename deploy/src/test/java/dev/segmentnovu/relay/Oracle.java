package dev.segmentnovu.relay;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.LoadEvent.Fate;
import dev.segmentnovu.relay.sandbox.ReceivedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Judges a run by what went in, what Novu received and what became dead letters; knows nothing of
 * the relay's inside. Keeps all that is wrong as one line each.
 */
final class Oracle {
  private final List<LoadEvent> accepted;
  private final Map<String, List<ReceivedRequest>> calls = new HashMap<>();
  private final Map<String, List<JsonNode>> letters = new HashMap<>();
  private final List<Disturbance> disturbances;
  private final List<String> wrong = new ArrayList<>();
  private int delivered;
  private int dead;
  private int lost;
  private int outOfOrder;
  private int repeated;

  /** A time in which a process was killed, or Redis was away. */
  record Disturbance(Instant from, Instant to) {
    private boolean liesBetween(ReceivedRequest first, ReceivedRequest second) {
      return !first.receivedAt().isAfter(to) && !second.receivedAt().isBefore(from);
    }
  }

  /**
   * Judges.
   *
   * @param accepted what was answered with 200; of one user in the order of sending
   * @param requests what Novu received, oldest first
   * @param letters as the admin port lists them
   * @param disturbances for each, one event of a user may have reached Novu twice: the one that was
   *     in flight
   */
  Oracle(
      List<LoadEvent> accepted,
      List<ReceivedRequest> requests,
      List<JsonNode> letters,
      List<Disturbance> disturbances) {
    this.accepted = accepted;
    this.disturbances = disturbances;
    for (ReceivedRequest request : requests) {
      List<ReceivedRequest> parts = request.parts();
      judgeUsers(parts);
      for (ReceivedRequest part : parts) {
        calls.computeIfAbsent(messageId(part), unused -> new ArrayList<>()).add(part);
      }
    }
    for (JsonNode letter : letters) {
      String id = letter.path("messageId").asText();
      this.letters.computeIfAbsent(id, unused -> new ArrayList<>()).add(letter);
    }
    judge();
  }

  /** All that Novu received, calls for many as so many for one. */
  static Stream<ReceivedRequest> parts(List<ReceivedRequest> requests) {
    return requests.stream().flatMap(request -> request.parts().stream());
  }

  /** Which event a trigger is for. */
  static String messageId(ReceivedRequest request) {
    return body(request).path("payload").path("id").asText();
  }

  /** Whom a trigger is for. */
  static String userId(ReceivedRequest request) {
    return body(request).path("to").path("subscriberId").asText();
  }

  private static JsonNode body(ReceivedRequest request) {
    try {
      return EventCodec.JSON.readTree(request.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void judge() {
    Map<String, List<LoadEvent>> byUser = new LinkedHashMap<>();
    Map<String, LoadEvent> byId = new HashMap<>();
    for (LoadEvent event : accepted) {
      byUser.computeIfAbsent(event.userId(), unused -> new ArrayList<>()).add(event);
      if (byId.put(event.messageId(), event) != null) {
        wrong.add(event + " was counted as accepted twice");
      }
      judgeEnd(event);
      judgeRepeats(event);
    }
    byUser.values().forEach(this::judgeOrder);
    calls.keySet().stream()
        .filter(id -> !byId.containsKey(id))
        .forEach(id -> wrong.add("Novu received " + id + ", which was not accepted"));
    letters.keySet().stream()
        .filter(id -> !byId.containsKey(id))
        .forEach(id -> wrong.add("a dead letter is of " + id + ", which was not accepted"));
  }

  private List<ReceivedRequest> calls(LoadEvent event) {
    return calls.getOrDefault(event.messageId(), List.of());
  }

  private List<ReceivedRequest> deliveries(LoadEvent event) {
    return calls(event).stream().filter(Oracle::isDelivery).toList();
  }

  /** Novu answers {@code processed} also where it reaches nobody. */
  private static boolean isDelivery(ReceivedRequest request) {
    return request.answered() != null
        && request.answered().results().contains("processed")
        && request.reachesAll();
  }

  /** Novu promises no order within a call. */
  private void judgeUsers(List<ReceivedRequest> parts) {
    if (parts.stream().map(Oracle::userId).distinct().count() < parts.size()) {
      wrong.add("a call has two events of a user: " + parts.stream().map(Oracle::userId).toList());
    }
  }

  private void judgeEnd(LoadEvent event) {
    List<JsonNode> dying = letters.getOrDefault(event.messageId(), List.of());
    boolean arrived = !deliveries(event).isEmpty();
    delivered += arrived ? 1 : 0;
    dead += dying.isEmpty() ? 0 : 1;
    lost += arrived || !dying.isEmpty() ? 0 : 1;
    if (arrived == (event.fate() != Fate.DELIVERED) || arrived != dying.isEmpty()) {
      wrong.add(event + ": delivered " + arrived + ", dead letters " + dying);
    }
    if (dying.size() > 1) {
      wrong.add(event + " has several dead letters: " + dying);
    }
    for (JsonNode letter : dying) {
      boolean unmapped = event.fate() == Fate.UNMAPPED;
      if (!letter.path("reason").asText().equals(unmapped ? "unmapped" : "rejected")
          || letter.path("status").asInt() != (unmapped ? 0 : 422)
          || !letter.path("userId").asText().equals(event.userId())
          || !letter.path("event").asText().equals(event.fate().event)) {
        wrong.add(event + " has a dead letter that does not fit: " + letter);
      }
    }
  }

  private void judgeRepeats(LoadEvent event) {
    List<ReceivedRequest> all = calls(event);
    for (int i = 1; i < all.size(); i++) {
      ReceivedRequest previous = all.get(i - 1);
      ReceivedRequest next = all.get(i);
      if (!previous.triggers().equals(next.triggers())) {
        wrong.add(event + " was sent as " + previous.triggers() + " and as " + next.triggers());
      }
      if (previous.answered() != null && previous.answered().at().isAfter(next.receivedAt())) {
        wrong.add(event + " was in flight twice at once");
      }
    }
    List<ReceivedRequest> arrived = deliveries(event);
    for (int i = 1; i < arrived.size(); i++) {
      repeated++;
      ReceivedRequest first = arrived.get(i - 1);
      ReceivedRequest second = arrived.get(i);
      if (disturbances.stream().noneMatch(each -> each.liesBetween(first, second))) {
        wrong.add(event + " was delivered twice without a cause");
      }
      if (!String.valueOf(first.idempotencyKey()).equals(second.idempotencyKey())
          && !(first.isBulk() && isLater(first, second))) {
        wrong.add(event + " was delivered twice, with two idempotency keys");
      }
    }
  }

  /**
   * After a call for many the transaction id alone tells Novu; it needs a moment to be looked at.
   */
  private static boolean isLater(ReceivedRequest first, ReceivedRequest second) {
    return second.receivedAt().isAfter(first.receivedAt().plus(Duration.ofSeconds(2)));
  }

  /** All that is done about an event is over before anything is done about the next. */
  private void judgeOrder(List<LoadEvent> ofUser) {
    long lastCall = 0;
    long end = 0;
    for (LoadEvent event : ofUser) {
      boolean early = false;
      for (ReceivedRequest call : calls(event)) {
        early |= call.sequence() < lastCall || call.receivedAt().toEpochMilli() < end;
      }
      for (JsonNode letter : letters.getOrDefault(event.messageId(), List.of())) {
        early |= deadAt(letter) < end;
      }
      if (early) {
        outOfOrder++;
        wrong.add(event + " overtook an earlier event of its user");
      }
      for (ReceivedRequest call : calls(event)) {
        Instant over = call.answered() == null ? call.receivedAt() : call.answered().at();
        lastCall = Math.max(lastCall, call.sequence());
        end = Math.max(end, over.toEpochMilli());
      }
      for (JsonNode letter : letters.getOrDefault(event.messageId(), List.of())) {
        end = Math.max(end, deadAt(letter));
      }
    }
  }

  private static long deadAt(JsonNode letter) {
    return Instant.parse(letter.path("deadAt").asText()).toEpochMilli();
  }

  /** All that is not as it must be; empty if all is well. */
  List<String> wrong() {
    return wrong;
  }

  int delivered() {
    return delivered;
  }

  int lost() {
    return lost;
  }

  /**
   * Events that reached Novu first after a later one of their user. Unlike {@link #wrong} this
   * allows what a failover brings about: a primary that dies may take the settlement of delivered
   * events with it, and they are sent again.
   */
  List<LoadEvent> overtaken() {
    Map<String, Long> latest = new HashMap<>();
    List<LoadEvent> overtaken = new ArrayList<>();
    for (LoadEvent event : accepted) {
      List<ReceivedRequest> arrived = calls(event);
      if (!arrived.isEmpty()) {
        long first = arrived.get(0).sequence();
        if (first < latest.getOrDefault(event.userId(), -1L)) {
          overtaken.add(event);
        }
        latest.merge(event.userId(), first, Math::max);
      }
    }
    return overtaken;
  }

  int repeated() {
    return repeated;
  }

  /** The counts, as a table of one line under its head. */
  String table(String run) {
    return String.format(
        "%n%-22s %8s %9s %5s %5s %12s %8s%n%-22s %8d %9d %5d %5d %12d %8d%n",
        "run",
        "accepted",
        "delivered",
        "dead",
        "lost",
        "out of order",
        "repeated",
        run,
        accepted.size(),
        delivered,
        dead,
        lost,
        outOfOrder,
        repeated);
  }
}
