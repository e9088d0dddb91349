package dev.segmentnovu.worker.delivery;

import static dev.segmentnovu.testing.Mappings.mapping;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.A;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.B;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.MAPPED;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.identify;
import static dev.segmentnovu.worker.delivery.IdentifyFixture.track;
import static dev.segmentnovu.worker.testing.ScriptedNovu.response;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.segmentnovu.config.Mapping.Unmapped;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.telemetry.log.UserHash;
import dev.segmentnovu.testing.LogLines;
import dev.segmentnovu.worker.testing.ScriptedConsumer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What deliveries leave in the log. */
final class DeliveryLogTest {

  private static final String PERSON = "ann@example.com";
  private static final String HASH = UserHash.of("web", PERSON);

  @RegisterExtension private final DeliveryFixture at = new DeliveryFixture();
  private final ScriptedConsumer queue = at.queue(settlement -> SettleResult.APPLIED);
  private final LogLines log = LogLines.of("dev.segmentnovu.worker.delivery.log", Level.DEBUG);

  @AfterEach
  void close() {
    log.close();
  }

  private static ClaimedUser user(byte[]... entries) {
    return new ClaimedUser("web", 0, PERSON, "t", null, 1, null, List.of(entries));
  }

  private DeadLetter dead(int settlement) {
    return ((Settled.Dead) queue.settlements.get(settlement).settled().get(0)).deadLetter();
  }

  @Test
  void the_first_dead_letter_of_a_kind_has_a_line_and_the_others_a_count() {
    at.novu().script(request -> response(422, "{\"message\":\"" + PERSON + " is no address\"}"));
    for (int i = 0; i < 5; i++) {
      at.deliver(queue, user(track()), MAPPED);
    }
    at.deliver(queue, user(track()), mapping().unmapped(Unmapped.DEAD_LETTER).build());

    String facts = " {source=web, messageId=m, event=E, user=" + HASH + ", reason=";
    String first =
        "WARN An event became a dead letter (%s). The next ones are counted; see this one with:"
            + " relay dlq show %s";
    assertThat(log.texts())
        .containsExactly(
            first.formatted("rejected", dead(0).id())
                + facts
                + "rejected, workflow=w, status=422, deadLetter="
                + dead(0).id()
                + "}",
            first.formatted("unmapped", dead(5).id())
                + facts
                + "unmapped, deadLetter="
                + dead(5).id()
                + "}");

    at.pass(Duration.ofMinutes(1));

    assertThat(log.texts())
        .hasSize(3)
        .last()
        .isEqualTo(
            "WARN Dead letters (rejected) since the last such line: 4. See them with: relay dlq ls"
                + " --source web --reason rejected {source=web, reason=rejected, workflow=w, count=4}");
  }

  @Test
  void a_dead_letter_that_redis_does_not_take_has_no_line() {
    at.novu().script(request -> response(422, "{}"));

    at.deliver(at.queue(settlement -> SettleResult.STALE), user(track()), MAPPED);

    assertThat(log.texts())
        .containsExactly(
            "WARN Source web: a lease ended before its event was settled; the user is claimed again"
                + " {source=web, messageId=m, user="
                + HASH
                + "}");
  }

  @Test
  void a_bug_names_the_event() {
    at.breakClock();

    at.deliver(queue, user(track()), MAPPED);

    assertThat(log.texts())
        .hasSize(1)
        .first()
        .asString()
        .startsWith("ERROR Source web: an event could not be handled because of a bug; the relay")
        .contains("java.lang.IllegalStateException: a bug")
        .endsWith(" {source=web, messageId=m, user=" + HASH + "}");
  }

  @Test
  void at_debug_each_event_has_a_line_about_its_end() {
    at.novu().script(request -> response(503, "{}"));
    at.deliver(queue, user(track()), MAPPED);
    at.novu()
        .script(
            request ->
                response(201, "{\"data\":{\"acknowledged\":true,\"status\":\"processed\"}}"));
    at.deliver(queue, user(track()), MAPPED);
    at.deliver(queue, user(identify(A), identify(B)), MAPPED);
    at.deliver(queue, user(track()), mapping().unmapped(Unmapped.SKIP).build());

    String user = ", user=" + HASH;
    assertThat(log.texts())
        .satisfiesExactly(
            retry ->
                assertThat(retry)
                    .startsWith("DEBUG Not delivered yet (503); the next attempt follows in ")
                    .endsWith(" {source=web, messageId=m, event=E" + user + ", status=503}"),
            delivered ->
                assertThat(delivered)
                    .isEqualTo(
                        "DEBUG Delivered {source=web, messageId=m, event=E" + user + ", ms=0}"),
            first -> assertThat(first).contains("event=identify" + user),
            merged -> assertThat(merged).contains("event=identify" + user),
            skipped ->
                assertThat(skipped)
                    .isEqualTo(
                        "DEBUG Skipped (unmapped) {source=web, messageId=m, event=E"
                            + user
                            + ", reason=unmapped}"));
    assertThat(log.texts()).noneMatch(line -> line.contains(PERSON));
  }
}
