package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.AuditReport.Finding;
import dev.segmentnovu.queue.admin.AuditReport.Kind;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of dead letters that another program wrote, and what becomes of letters meanwhile. */
final class WrongLettersTest extends WrongKeysFixture {

  @ParameterizedTest
  @ValueSource(strings = {"dead", "dead:letters", "dead:entries", "dead:unmapped"})
  void an_event_becomes_a_dead_letter_when_a_key_of_these_is_of_another_type(String key) {
    enqueue(queue, "u", "1", "2");
    plant("SET " + key + " theirs");
    Settled.Dead settled = dead("u");

    assertThat(settle(queue, claimOne(queue), 0, new Next.Release(), settled))
        .isEqualTo(SettleResult.APPLIED);

    assertThat(get(letters().find(settled.deadLetter().id()))).isPresent();
    assertThat(get(letters().list(ALL, null, 10)).items()).hasSize(1);
    assertThat(claimed()).containsExactly("u [2]");
  }

  @Test
  void an_unreadable_dead_letter_hides_no_other() {
    Settled.Dead first = buried("a");
    Settled.Dead second = buried("b");
    String id = first.deadLetter().id();
    plant("HSET dead:letters " + id, "theirs");

    assertThat(get(letters().list(ALL, null, 10)).items())
        .extracting(DeadLetter::id)
        .containsExactly(second.deadLetter().id());
    assertThat(get(letters().find(id))).isEmpty();
    assertThat(get(queue.operators().audit().run(source, false)).findings())
        .extracting(Finding::kind, Finding::subject)
        .contains(tuple(Kind.DEAD_LETTER_WITHOUT_CONTENT, id));
    get(queue.operators().audit().run(source, true));
    assertThat(get(queue.operators().audit().run(source, false)).findings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"dead, b", "dead:unmapped, a"})
  void a_listing_skips_a_key_of_another_type(String key, String left) {
    buried("a");
    enqueue(queue, "b", "b");
    DeadLetter unmapped = DeadLetterBuilder.unique(source, "b").reason(DeadLetter.UNMAPPED).build();
    settle(queue, claimOne(queue), 0, new Next.Release(), new Settled.Dead(unmapped));
    plant("DEL " + key);
    plant("SET " + key + " theirs");

    assertThat(get(letters().list(ALL, null, 10)).items())
        .extracting(DeadLetter::userId)
        .containsExactly(left);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HEAD", "TAIL"})
  void a_dead_letter_is_replayed_to_a_user_whose_list_is_of_another_type(Position position) {
    Settled.Dead letter = buried("u");
    plant("SET q:u theirs");
    plant("HSET heads u", "t 1 1 1 ");

    assertThat(get(letters().replay(letter.deadLetter().id(), position, utf8("again"))))
        .isEqualTo(ReplayResult.REPLAYED);

    assertThat(claimed()).containsExactly("u [again]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "stats", "heads", "dead:entries"})
  void a_replay_that_fails_leaves_the_dead_letter_in_place(String key) {
    Settled.Dead letter = buried("u");
    String kept = key.equals("dead:entries") ? "dead:kept" : "kept";
    if (!plant("EXISTS " + key).equals(0L)) {
      plant("COPY " + key + " " + kept);
    }
    plant("DEL " + key);
    plant("SET " + key + " theirs");
    String id = letter.deadLetter().id();

    assertThat(letters().replay(id, Position.TAIL, utf8("again")))
        .satisfiesAnyOf(
            failed -> assertThat(failed).failsWithin(Duration.ofSeconds(5)),
            gone -> assertThat(get(gone)).isEqualTo(ReplayResult.GONE));

    plant("DEL " + key);
    if (!plant("EXISTS " + kept).equals(0L)) {
      plant("COPY " + kept + " " + key);
    }
    assertThat(get(letters().replay(id, Position.TAIL, utf8("again"))))
        .isEqualTo(ReplayResult.REPLAYED);
    assertThat(claimed()).containsExactly("u [again]");
  }
}
