package dev.segmentnovu.e2e.sidebyside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.sandbox.SandboxNovu;
import dev.segmentnovu.sandbox.novu.Message;
import dev.segmentnovu.sandbox.received.ReceivedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One of the two ways from Segment to Novu, with a Novu of its own. Delivers events one by one,
 * each until it is finished, and records the effects of each.
 */
final class Side {

  /** The fields of a subscriber that Segment's traits can fill. */
  static final List<String> FIELDS =
      List.of("firstName", "lastName", "email", "phone", "avatar", "locale", "timezone", "data");

  /** Receives an event, and returns when it is finished. */
  interface Taker {
    Outcome take(Day.Moment moment) throws Exception;
  }

  /** The outcome of an event, in few words. */
  record Outcome(End end, String words) {
    enum End {
      /** Done, as far as the receiver knows. */
      DONE,
      /** Not done, and kept for people. */
      DEAD_LETTER,
      /** Retried without success, and kept by nobody. */
      GONE,
      /** Rejected at once, and kept by nobody. */
      TURNED_AWAY,
      /** Received before. */
      DUPLICATE,
      /** Not meant for Novu. */
      PASSED_BY
    }
  }

  /**
   * The effects of an event.
   *
   * @param outcome as its receiver reports it
   * @param requests to Novu, in order
   * @param messages that Novu made of them
   * @param doubles how many of these repeat an earlier message to a user
   * @param erased fields of the user that were set before
   */
  record Came(
      Day.Moment moment,
      Outcome outcome,
      List<ReceivedRequest> requests,
      List<Message> messages,
      int doubles,
      List<String> erased) {}

  private final SandboxNovu novu;
  private final Taker taker;
  private final List<Came> came = new ArrayList<>();

  Side(SandboxNovu novu, Taker taker) {
    this.novu = novu;
    this.taker = taker;
  }

  /** Delivers the events of the day. */
  Side play(Day day) throws Exception {
    for (Day.Moment moment : day.moments()) {
      play(moment);
    }
    return this;
  }

  private void play(Day.Moment moment) throws Exception {
    String userId = moment.event().path("userId").asText("");
    int requests = novu.requests().size();
    List<Message> before = novu.messages();
    Optional<ObjectNode> subscriber = novu.subscriber(userId);
    moment.fault().ifPresent(novu::fail);

    Outcome outcome = taker.take(moment);

    novu.finishWork(); // the next event of the day comes minutes later
    List<Message> all = novu.messages();
    List<Message> made = all.subList(before.size(), all.size());
    came.add(
        new Came(
            moment,
            outcome,
            List.copyOf(novu.requests().subList(requests, novu.requests().size())),
            made,
            doubles(all, before.size()),
            subscriber.isEmpty() ? List.of() : erased(subscriber.get(), novu.subscriber(userId))));
  }

  /** How many messages from {@code start} on repeat an earlier message. */
  private static int doubles(List<Message> all, int start) {
    int doubles = 0;
    for (int i = start; i < all.size(); i++) {
      Message message = all.get(i);
      if (all.subList(0, i).stream().anyMatch(earlier -> saysTheSame(earlier, message))) {
        doubles++;
      }
    }
    return doubles;
  }

  private static boolean saysTheSame(Message one, Message other) {
    return one.subscriberId().equals(other.subscriberId())
        && one.workflow().equals(other.workflow())
        && one.payload().equals(other.payload());
  }

  private static List<String> erased(ObjectNode before, Optional<ObjectNode> after) {
    if (after.isEmpty()) {
      return List.of("the subscriber");
    }
    return FIELDS.stream()
        .filter(field -> before.hasNonNull(field) && !after.get().hasNonNull(field))
        .toList();
  }

  /** The effects of the day's events, in order. */
  List<Came> came() {
    return List.copyOf(came);
  }

  /** The effects of the event with this id; of its first delivery if there were two. */
  Came came(String messageId) {
    return came.stream()
        .filter(each -> each.moment().messageId().equals(messageId))
        .findFirst()
        .orElseThrow();
  }

  /** A field of a subscriber as it is now; missing if it does not exist, or null. */
  JsonNode field(String userId, String field) {
    JsonNode value = subscriber(userId).map(found -> found.get(field)).orElse(null);
    return value == null || value.isNull() ? MissingNode.getInstance() : value;
  }

  Optional<ObjectNode> subscriber(String userId) {
    return novu.subscriber(userId);
  }

  /** All messages made for a user. */
  List<Message> messagesFor(String userId) {
    return novu.messages().stream().filter(each -> each.subscriberId().equals(userId)).toList();
  }
}
