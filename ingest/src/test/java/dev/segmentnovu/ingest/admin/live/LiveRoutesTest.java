package dev.segmentnovu.ingest.admin.live;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.LiveFollower;
import dev.segmentnovu.queue.history.ActivityCount;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The live stream, over HTTP and Redis. */
final class LiveRoutesTest {

  private final AdminFixture relay = AdminFixture.open();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<LiveFollower> followers = new ArrayList<>();

  @AfterEach
  void close() throws IOException {
    for (LiveFollower each : followers) {
      each.close();
    }
    relay.close();
  }

  private HttpResponse<InputStream> request(String query) throws Exception {
    var uri = URI.create("http://127.0.0.1:" + relay.admin.port() + "/admin/live" + query);
    return client.send(
        HttpRequest.newBuilder(uri).version(HttpClient.Version.HTTP_1_1).build(),
        BodyHandlers.ofInputStream());
  }

  private LiveFollower follow(String query) throws Exception {
    HttpResponse<InputStream> response = request(query);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValue("text/event-stream; charset=utf-8");
    assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    var follower = new LiveFollower(response.body());
    followers.add(follower);
    await().until(() -> follower.text().startsWith("retry: "));
    return follower;
  }

  @Test
  void what_happens_after_the_begin_is_sent_and_nothing_before() throws Exception {
    var recorder = relay.activity.source(relay.source);
    recorder.rejected(new Rejection(Instant.now(), "early", "m", null, null, 0));
    relay.addDeadLetter("early", "m0");
    relay.flush();
    LiveFollower follower = follow("");

    // repeated, because the first look, which sends nothing, may not be done
    await()
        .untilAsserted(
            () -> {
              recorder.rejected(new Rejection(Instant.now(), "late", "m", "m1", "u1", 0));
              recorder.failed(
                  new Failure("welcome", "exhausted", 503, "boom", "u1", Instant.now(), null));
              recorder.count(ActivityCount.DELIVERED, 1);
              relay.flush();
              assertThat(follower.text())
                  .contains("event: rejected\ndata: {\"at\":")
                  .contains("\"code\":\"late\"")
                  .contains("event: failure\ndata: {\"id\":\"" + relay.source)
                  .contains("event: counts\ndata: {\"at\":");
            });
    relay.enqueue("u2", "m2", track("u2", "A"));
    String id =
        relay.moveToDeadLetters((DeadLetterBuilder deadLetter) -> deadLetter.deadAt(Instant.now()));

    await()
        .untilAsserted(
            () ->
                assertThat(follower.text()).contains("event: dead\ndata: {\"id\":\"" + id + "\""));
    assertThat(follower.text()).doesNotContain("early").contains("\n\n");
    assertThat(follower.text().split(id, -1)).as("sent once").hasSize(2);
  }

  @Test
  void a_client_gets_the_events_it_asks_for() throws Exception {
    var recorder = relay.activity.source(relay.source);
    LiveFollower rejected = follow("?event=rejected&source=" + relay.source);
    LiveFollower counts = follow("?event=counts");

    await()
        .untilAsserted(
            () -> {
              recorder.rejected(new Rejection(Instant.now(), "c", "m", null, null, 0));
              recorder.count(ActivityCount.RECEIVED, 1);
              relay.flush();
              assertThat(rejected.text()).contains("event: rejected");
              assertThat(counts.text()).contains("event: counts");
            });

    assertThat(rejected.text()).doesNotContain("event: counts");
    assertThat(counts.text()).doesNotContain("event: rejected");
  }

  @Test
  void a_user_is_compared_before_the_id_is_masked() throws Exception {
    var recorder = relay.activity.source(relay.source);
    LiveFollower follower = follow("?userId=ada%40example.com");

    await()
        .untilAsserted(
            () -> {
              recorder.rejected(
                  new Rejection(Instant.now(), "hers", "m", null, "ada@example.com", 0));
              recorder.rejected(
                  new Rejection(Instant.now(), "other", "m", null, "ann@example.com", 0));
              recorder.count(ActivityCount.RECEIVED, 1);
              relay.flush();
              assertThat(follower.text()).contains("\"code\":\"hers\"");
            });

    assertThat(follower.text())
        .doesNotContain("other")
        .doesNotContain("event: counts")
        .doesNotContain("ada@example.com");
  }

  @Test
  void a_silent_stream_is_kept_open_by_comments() throws Exception {
    LiveFollower follower = follow("?event=failure");

    await().until(() -> follower.text().contains("\n: nothing else yet\n\n"));
  }

  @Test
  void more_clients_than_the_bound_are_refused_until_one_leaves() throws Exception {
    for (int i = 0; i < LiveStream.MAX_CLIENTS; i++) {
      follow("?event=failure");
    }

    HttpResponse<InputStream> refused = request("");

    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.headers().firstValue("Retry-After")).isPresent();
    followers.get(0).close();
    await()
        .until(
            () -> {
              HttpResponse<InputStream> again = request("");
              again.body().close();
              return again.statusCode() == 200;
            });
  }
}
