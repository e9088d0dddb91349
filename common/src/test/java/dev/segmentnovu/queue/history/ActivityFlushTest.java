package dev.segmentnovu.queue.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class ActivityFlushTest {

  private record Sent(String source, long number, ActivityReport report) {}

  private final ActivityRecorder recorder = new ActivityRecorder();
  private final List<Sent> sent = new ArrayList<>();
  private CompletableFuture<Void> reply = CompletableFuture.completedFuture(null);
  private final ActivityFlush flush = new ActivityFlush(recorder, this::add, "p");

  private CompletionStage<Void> add(
      String source, String process, long number, ActivityReport report) {
    sent.add(new Sent(source, number, report));
    return reply;
  }

  private void count(long events) {
    recorder.source("web").count(ActivityCount.RECEIVED, events);
  }

  @Test
  void reports_are_numbered_and_empty_ones_are_not_sent() {
    flush.flush();
    count(1);
    flush.flush();
    flush.flush();
    count(2);
    flush.flush();

    assertThat(sent).extracting(Sent::number).containsExactly(1L, 2L);
    assertThat(sent).extracting(Sent::source).containsOnly("web");
    assertThat(sent.get(1).report().counts()).containsEntry(ActivityCount.RECEIVED, 2L);
  }

  @Test
  void a_report_that_may_not_have_arrived_is_sent_again_before_a_newer_one() {
    reply = CompletableFuture.failedFuture(new IllegalStateException("away"));
    count(1);
    assertThat(flush.flush()).isCompleted();
    count(2);
    flush.flush();
    reply = CompletableFuture.completedFuture(null);
    flush.flush();
    flush.flush();

    assertThat(sent).extracting(Sent::number).containsExactly(1L, 1L, 1L, 2L);
    assertThat(sent.get(2).report()).isSameAs(sent.get(0).report());
    assertThat(sent.get(3).report().counts()).containsEntry(ActivityCount.RECEIVED, 2L);
  }

  @Test
  void while_a_report_is_under_way_no_other_is_sent() {
    reply = new CompletableFuture<>();
    count(1);
    CompletionStage<Void> first = flush.flush();
    count(2);
    CompletionStage<Void> second = flush.flush();
    assertThat(sent).hasSize(1);
    assertThat(second).isNotCompleted();

    CompletableFuture<Void> pending = reply;
    reply = CompletableFuture.completedFuture(null);
    pending.complete(null);

    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    flush.flush();
    assertThat(sent).extracting(Sent::number).containsExactly(1L, 2L);
  }
}
