package dev.segmentnovu.ingest.admin.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.RawClient;
import dev.segmentnovu.queue.admin.DeadLetters.Facet;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import dev.segmentnovu.queue.jobs.JobProgress;
import dev.segmentnovu.queue.jobs.JobWork;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that goes away while it reads an export. */
final class GoneClientTest {

  private static final int STEPS_THAT_NO_CLIENT_AWAITS = 5_000;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger reads = new AtomicInteger();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  @AfterEach
  void close() {
    AdminFixture.get(vertx.close().toCompletionStage());
  }

  @ParameterizedTest(name = "{0} dead letters match in each step")
  @ValueSource(ints = {1, 0})
  void the_export_ends_when_its_client_is_gone(int matches) throws Exception {
    var work = new Steps(matches);
    HttpServer server =
        AdminFixture.get(
            vertx
                .createHttpServer()
                .requestHandler(
                    request ->
                        new JobExport(work, job(), request.response())
                            .run()
                            .onComplete(
                                done -> ended.complete(null),
                                failure -> ended.completeExceptionally(failure)))
                .listen(0, "127.0.0.1")
                .toCompletionStage());
    try (RawClient client = RawClient.connect(server.actualPort())) {
      client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
      assertThat(client.read(1)).isEqualTo("H");
    }

    await().until(ended::isDone);

    assertThat(ended).isCompletedExceptionally();
    assertThat(reads.get()).isLessThan(STEPS_THAT_NO_CLIENT_AWAITS);
  }

  private static Job job() {
    var filter = new Filter("web", null, null, null, null, null);
    var order =
        new JobOrder(
            Action.EXPORT, filter, List.of("web"), Position.TAIL, Mapping.CURRENT, false, null, 1);
    return new Job(
        "j", order, Job.State.DONE, 1, "-", Instant.EPOCH, Instant.EPOCH, JobProgress.NONE, null);
  }

  /** Dead letters that end only when nobody can read them any more. */
  private final class Steps implements JobWork {

    private final int matches;

    Steps(int matches) {
      this.matches = matches;
    }

    @Override
    public List<Part> parts(JobOrder order) {
      return List.of(new Part("web", 0));
    }

    @Override
    public CompletionStage<List<Part>> followedParts(JobOrder order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Step> read(JobOrder order, Part part, String from, int limit) {
      int number = reads.incrementAndGet();
      // the first step has a line, so that the client sees the response begin
      List<Letter> letters =
          IntStream.range(0, number == 1 ? 1 : matches)
              .mapToObj(i -> new Letter("web.0." + number, 1, Optional.empty()))
              .toList();
      var step =
          new Step(from, "1 web.0." + number, letters, number >= STEPS_THAT_NO_CLIENT_AWAITS);
      var read = new CompletableFuture<Step>();
      vertx.setTimer(1, timer -> read.complete(step));
      return read;
    }

    @Override
    public CompletionStage<Long> count(JobOrder order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Facet> reasons(JobOrder order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<JobOrder> sorted(JobOrder order) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<String> place(String jobId, Part part) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Done> act(
        String jobId, JobOrder order, Part part, Step step, List<Instruction> instructions) {
      throw new UnsupportedOperationException();
    }
  }
}
