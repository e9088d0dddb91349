package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.worker.testing.ScriptedNovu.AS_NOVU;
import static dev.segmentnovu.worker.testing.ScriptedNovu.RESET;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.CustomTraits;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.telemetry.Metrics;
import dev.segmentnovu.testing.Configs;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random events of three users, rules that write the profiles of other users, failures of Novu and
 * lost leases: when all events are delivered, the profiles at Novu must be the same as if each
 * event had been sent once, in order.
 */
final class ProfileOracleTest {

  private static final String SEED = "relay.seed";
  private static final int EPISODES = 100;
  private static final int ROUNDS = 5;
  private static final List<String> USERS = List.of("u", "v", "w");

  private final long seed = Long.getLong(SEED, System.nanoTime());
  private final SplittableRandom random = new SplittableRandom(seed);
  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ProfileModel oracle = new ProfileModel();
  private final List<Settled> unexpected = new CopyOnWriteArrayList<>();
  private final Map<String, Line> lines = new HashMap<>();
  private final Map<String, String> remembered = new HashMap<>();

  /** The queued events of a user, as the queue stores them. */
  private static final class Line {
    final ArrayDeque<Event> events = new ArrayDeque<>();
    @Nullable String state;
    int claims;
    int settled;
  }

  /** An event, and its effect on Novu's subscribers. */
  private record Event(byte[] entry, Received effect) {}

  @ParameterizedTest
  @EnumSource(CustomTraits.class)
  void profiles_at_novu_equal_those_of_an_ordered_delivery(CustomTraits policy) {
    var failing = new boolean[] {true};
    at.novu().script(call -> failing[0] ? unreliable() : AS_NOVU);
    Mapping mapping = mapping(policy);
    for (int episode = 0; episode < EPISODES; episode++) {
      failing[0] = true;
      for (int round = 0; round < ROUNDS; round++) {
        String user = USERS.get(random.nextInt(USERS.size()));
        for (int i = random.nextInt(4); i > 0; i--) {
          lines.computeIfAbsent(user, unused -> new Line()).events.add(event(user, policy));
        }
        deliver(user, mapping);
      }
      failing[0] = false;
      for (String user : USERS) {
        while (!lines.getOrDefault(user, new Line()).events.isEmpty()) {
          deliver(user, mapping);
        }
      }
      assertThat(stored()).as("-D" + SEED + "=" + seed).isEqualTo(oracle.all());
    }

    assertThat(at.counted(Metrics.UNCHANGED)).isPositive();
    assertThat(at.counted(Metrics.MERGED)).isPositive();
  }

  /** Claims the user once and delivers its events. */
  private void deliver(String user, Mapping mapping) {
    Line line = lines.get(user);
    if (line == null || line.events.isEmpty()) {
      return;
    }
    line.claims++;
    line.settled = 0;
    List<byte[]> entries =
        line.events.stream().limit(1 + random.nextInt(6)).map(Event::entry).toList();
    var claimed =
        new ClaimedUser(
            "web", 0, user, "t", line.state, line.claims, remembered.get(user), entries);
    var queue = at.queue(settlement -> settle(line, settlement));
    queue.forget =
        () -> {
          queue.forgotten.forEach(remembered::remove);
          return CompletableFuture.completedFuture(null);
        };
    at.deliver(queue, claimed, mapping);
    assertThat(unexpected).as("-D" + SEED + "=" + seed).isEmpty();
  }

  /** Applies a settlement as the queue does; some leases end before. */
  private SettleResult settle(Line line, Settlement settlement) {
    // an event that is claimed too often without a result becomes a dead letter
    boolean mayBeLost = line.claims < Configs.defaults().queue().maxClaims();
    if (mayBeLost && random.nextInt(12) == 0) {
      return SettleResult.STALE;
    }
    assertThat(settlement.position()).isEqualTo(line.settled);
    int settled = settlement.settled().size();
    settlement
        .settled()
        .forEach(
            each -> {
              if (!(each instanceof Settled.Delivered)) {
                // not thrown here: the delivery would be tried again for ever
                unexpected.add(each);
              }
              oracle.apply(line.events.remove().effect());
            });
    line.settled += settled;
    if (settlement.profile() instanceof Profile.Written written) {
      remembered.put(settlement.user().orderingKey(), written.fingerprint());
    } else if (!(settlement.profile() instanceof Profile.Untouched)) {
      remembered.remove(settlement.user().orderingKey());
    }
    String state = settlement.next() instanceof Next.Backoff backoff ? backoff.retryState() : null;
    if (settlement.next() instanceof Next.Keep) {
      line.claims = settled > 0 ? 1 : line.claims;
      line.state = settled > 0 ? null : line.state;
    } else if (settled == 0 && state == null) {
      line.claims = Math.max(0, line.claims - 1);
    } else {
      line.claims = 0;
      line.state = state;
    }
    return SettleResult.APPLIED;
  }

  /** Novu sometimes fails before or after it has processed a call. */
  private Optional<Fault> unreliable() {
    return switch (random.nextInt(12)) {
      case 0 -> response(500, "{\"message\":\"no\"}");
      case 1 -> RESET;
      case 2 -> Optional.of(Fault.reset(1).onceApplied());
      default -> AS_NOVU;
    };
  }

  /** The profiles at Novu. It stores null for a subscriber that is created without data. */
  private Map<String, ObjectNode> stored() {
    Map<String, ObjectNode> profiles = new TreeMap<>();
    for (String user : USERS) {
      ObjectNode subscriber = at.novu().subscriber(user);
      if (subscriber.isEmpty()) {
        continue;
      }
      ObjectNode profile =
          subscriber.remove(List.of("_id", "subscriberId", "channels", "createdAt", "updatedAt"));
      if (profile.path("data").isNull()) {
        profile.remove("data");
      }
      profiles.put(user, profile);
    }
    return profiles;
  }

  private Event event(String user, CustomTraits policy) {
    int kind = random.nextInt(20);
    if (kind == 0) {
      return event(user, EventType.DELETE, "{}", call("DELETE", "/v2/subscribers/" + user, "{}"));
    }
    if (kind < 4) {
      String other = USERS.get(random.nextInt(USERS.size()));
      String email = other + random.nextInt(2) + "@b.co";
      String to = "{\"subscriberId\":\"" + other + "\",\"email\":\"" + email + "\"}";
      return event(
          user,
          EventType.TRACK,
          to,
          call("POST", "/v1/events/trigger", "{\"name\":\"w\",\"to\":" + to + "}"));
    }
    ObjectNode fields = EventCodec.JSON.createObjectNode();
    ObjectNode custom = EventCodec.JSON.createObjectNode();
    if (random.nextInt(3) == 0) {
      fields.put("email", random.nextInt(4) == 0 ? null : random.nextInt(2) + "@b.co");
    }
    if (random.nextInt(4) > 0) {
      custom.put("plan", random.nextInt(5) == 0 ? null : "p" + random.nextInt(2));
    }
    if (random.nextInt(4) == 0) {
      custom.put("n", random.nextInt(2));
    }
    ObjectNode traits = fields.deepCopy().setAll(custom);
    return event(
        user, EventType.IDENTIFY, traits.toString(), identify(user, fields, custom, policy));
  }

  /** The effect of an identify in the oracle. */
  private static Received identify(
      String user, ObjectNode fields, ObjectNode custom, CustomTraits policy) {
    ObjectNode body = fields.deepCopy();
    body.put("subscriberId", user);
    if (policy != CustomTraits.IGNORE && !custom.isEmpty()) {
      body.set(policy == CustomTraits.MERGE ? ProfileModel.MERGE : "data", custom);
    }
    return call("POST", "/v2/subscribers", body.toString());
  }

  private static Event event(String user, EventType type, String traits, Received effect) {
    String members = type == EventType.TRACK ? "\"event\":\"E\",\"properties\":" : "\"traits\":";
    String body = "{\"userId\":\"" + user + "\"," + members + traits + "}";
    byte[] entry =
        EventCodec.encode(
            Events.of(type, body)
                .messageId("m" + System.nanoTime())
                .receivedAt(DeliveryFixture.NOW)
                .stored());
    return new Event(entry, effect);
  }

  private static Received call(String method, String path, String body) {
    return new Received(method, path, Map.of(), body);
  }

  private static Mapping mapping(CustomTraits policy) {
    return Mappings.mapping()
        .rule(Mappings.rule("w").when("type = \"track\"").to("properties"))
        .unmapped(Unmapped.SKIP)
        .customTraits(policy)
        .build();
  }
}
