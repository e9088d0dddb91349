package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.Profile;
import dev.segmentnovu.testing.Events;
import dev.segmentnovu.testing.Mappings;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import dev.segmentnovu.worker.testing.ScriptedNovu;
import dev.segmentnovu.worker.testing.ScriptedNovu.Received;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Claims of user {@code u} with identifies, and rules that write profiles. */
final class IdentifyFixture {

  static final String A = "{\"plan\":\"a\",\"email\":\"a@b.co\"}";
  static final String A_REORDERED = "{\"email\":\"a@b.co\",\"plan\":\"a\"}";
  static final String B = "{\"plan\":\"b\"}";
  static final Mapping MAPPED = skippingUnchanged(Duration.ofHours(1));

  private IdentifyFixture() {}

  static Mapping skippingUnchanged(Duration lifetime) {
    return mapping().workflow("E", "w").unmapped(Unmapped.SKIP).skipUnchanged(lifetime).build();
  }

  static Mapping rule(String to, @Nullable String actor) {
    Mappings.RuleBuilder rule = Mappings.rule("w").when("type = \"track\"").to(to);
    if (actor != null) {
      rule.actor(actor);
    }
    return mapping().rule(rule).unmapped(Unmapped.SKIP).build();
  }

  static ClaimedUser user(@Nullable String profile, byte[]... entries) {
    return new ClaimedUser("web", 0, "u", "t", null, 1, profile, List.of(entries));
  }

  static byte[] identify(String traits) {
    return entry(EventType.IDENTIFY, traits, 0);
  }

  static byte[] track() {
    return entry(EventType.TRACK, "{}", 0);
  }

  static byte[] entry(EventType type, String traits, int replays) {
    return entry(type, traits, DeliveryFixture.NOW, replays);
  }

  static byte[] entry(EventType type, String traits, Instant received, int replays) {
    String body = "{\"userId\":\"u\",\"event\":\"E\",\"traits\":" + traits + "}";
    return EventCodec.encode(
        Events.of(type, body).messageId("m").receivedAt(received).replays(replays).stored());
  }

  /** The fingerprint that a settlement stores. */
  static String written(ScriptedConsumer queue, int settlement) {
    return ((Profile.Written) queue.settlements.get(settlement).profile()).fingerprint();
  }

  /** The methods of the received calls. */
  static List<String> methods(ScriptedNovu novu) {
    return novu.received.stream().map(Received::method).toList();
  }
}
