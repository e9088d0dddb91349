package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.QueueUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class GroupCommitTest {

  private final List<List<String>> sent = new ArrayList<>();
  private final List<CompletableFuture<List<String>>> answers = new ArrayList<>();

  private final GroupCommit<String, String> commit =
      new GroupCommit<>(
          group -> {
            sent.add(group);
            answers.add(new CompletableFuture<>());
            return answers.get(answers.size() - 1);
          },
          item -> {
            if (item.isEmpty()) {
              throw new IllegalArgumentException("cannot be weighed");
            }
            return item.length();
          },
          4);

  @Test
  void items_that_arrive_while_a_group_is_in_flight_form_the_next_up_to_the_weight() {
    var first = commit.submit("a").toCompletableFuture();
    var second = commit.submit("bb").toCompletableFuture();
    commit.submit("cc");
    commit.submit("heavy one");

    assertThat(sent).containsExactly(List.of("a"));
    answers.get(0).complete(List.of("A"));
    assertThat(first).isCompletedWithValue("A");
    answers.get(1).complete(List.of("B", "C"));
    assertThat(second).isCompletedWithValue("B");
    assertThat(sent).containsExactly(List.of("a"), List.of("bb", "cc"), List.of("heavy one"));
  }

  @Test
  void an_item_that_cannot_be_weighed_fails_alone() {
    var bad = commit.submit("").toCompletableFuture();
    var good = commit.submit("b").toCompletableFuture();

    assertThat(bad).isCompletedExceptionally();
    answers.get(0).complete(List.of("B"));
    assertThat(good).isCompletedWithValue("B");
  }

  @Test
  void items_behind_a_group_that_redis_does_not_answer_fail_with_it_unsent() {
    var first = commit.submit("a").toCompletableFuture();
    var second = commit.submit("b").toCompletableFuture();

    answers.get(0).completeExceptionally(silence());

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedExceptionally();
    assertThat(sent).containsExactly(List.of("a"));
    var third = commit.submit("c").toCompletableFuture();
    answers.get(1).complete(List.of("C"));
    assertThat(third).isCompletedWithValue("C");
  }

  @Test
  void items_behind_a_group_that_fails_for_another_reason_are_sent() {
    var first = commit.submit("a").toCompletableFuture();
    var second = commit.submit("b").toCompletableFuture();

    answers.get(0).completeExceptionally(new IllegalStateException("cannot be written"));
    answers.get(1).complete(List.of("B"));

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedWithValue("B");
  }

  @Test
  void an_exception_of_the_sender_fails_its_group_only() {
    var errors = new java.util.ArrayDeque<Error>();
    errors.add(new StackOverflowError());
    errors.add(new NoClassDefFoundError("x"));
    var throwing =
        new GroupCommit<String, String>(
            group -> {
              if (!errors.isEmpty()) {
                throw errors.poll();
              }
              return CompletableFuture.completedFuture(group);
            },
            String::length,
            4);

    assertThat(throwing.submit("a").toCompletableFuture()).isCompletedExceptionally();
    assertThat(throwing.submit("b").toCompletableFuture()).isCompletedExceptionally();
    assertThat(throwing.submit("c").toCompletableFuture()).isCompletedWithValue("c");
  }

  @Test
  void a_missing_result_fails_its_item() {
    var first = commit.submit("a").toCompletableFuture();
    var second = commit.submit("b").toCompletableFuture();
    answers.get(0).complete(List.of());
    answers.get(1).complete(List.of("B"));

    assertThat(first).isCompletedExceptionally();
    assertThat(second).isCompletedWithValue("B");
  }

  /** As a chain of stages wraps it. */
  private static CompletionException silence() {
    return new CompletionException(
        new QueueUnavailableException(
            QueueUnavailableException.Why.AWAY, "silent", new IOException("no answer")));
  }
}
