package dev.segmentnovu.ingest.admin;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.get;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static dev.segmentnovu.ingest.fixtures.AdminFixture.track;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminAccess;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.ingest.admin.http.AuditLog;
import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.ingest.fixtures.LiveFollower;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.FinishedEvent.Outcome;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.history.Rejection;
import dev.segmentnovu.queue.history.failure.Failure;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer shows contact data to a viewer, and a list shows it to an operator who asks. */
final class MaskedAnswersTest {

  private static final String JANE = "jane@example.com";
  private static final String PHONE = "+491711234567";

  /**
   * What the answers with contact data have of {@link #JANE} and {@link #PHONE}, however written.
   */
  private static final List<String> HIDDEN = List.of("jane", "example.com", "1711234");

  private static final String VIEWER = "token-of-the-board";
  private static final String OPERATOR = "token-of-the-ops-team";

  private static final AdminAccess TOKENS =
      new AdminAccess(
          List.of(
              AdminToken.of("ops", AdminRole.OPERATOR, new Secret(OPERATOR)),
              AdminToken.of("board", AdminRole.VIEWER, new Secret(VIEWER))),
          Set.of());

  private final AdminFixture relay =
      new AdminFixture(TestRedis.redis(), TOKENS, Clock.systemUTC()).use(OPERATOR);

  /** Entries about several sources name none, so those of other tests are told by their time. */
  private final Instant begin = Instant.now();

  private String deadLetter = "";
  private String job = "";

  @AfterEach
  void close() {
    relay.close();
  }

  /** Leaves an address and a phone number in each place that the port shows. */
  private void fill() {
    deadLetter = die(JANE, PHONE);
    die(PHONE, JANE);
    deliver(JANE, PHONE, "/v2/subscribers/jane%40example.com");
    deliver(PHONE, JANE, "/v2/subscribers/%2B491711234567");
    fail(JANE, PHONE + " ");
    fail(PHONE, JANE + " ");
    get(
        relay
            .queue
            .operators()
            .queue(() -> List.of(relay.source), relay.activity)
            .parkedUsers()
            .park(relay.source, List.of(JANE, PHONE)));
    var recorder = relay.activity.source(relay.source);
    recorder.rejected(rejection());
    recorder.unmapped("Invited " + JANE + " " + PHONE, true, Instant.now());
    recorder.failed(
        new Failure(
            "welcome", "rejected", 422, "No " + JANE + " " + PHONE, JANE, Instant.now(), null));
    relay.flush();
    job = json(post("/admin/jobs", "export", false)).get("id").asText();
  }

  private static Rejection rejection() {
    return new Rejection(Instant.now(), "too_large", "is too large", PHONE, JANE, 0);
  }

  private String die(String userId, String messageId) {
    relay.enqueue(userId, messageId, track(userId, "Invited " + messageId));
    var details = EventCodec.JSON.createObjectNode();
    details.putObject("request").put("to", messageId).put("phone", 491_711_234_567L);
    return relay.moveToDeadLetters(
        each ->
            each.messageId(messageId)
                .event("Invited " + messageId)
                .message("No subscriber " + userId)
                .details(details));
  }

  private void deliver(String userId, String messageId, String path) {
    relay.enqueue(userId, "delivered-" + messageId, track(userId, "A"));
    var record =
        new FinishedEvent(
            userId,
            "delivered-" + messageId,
            AdminFixture.RECEIVED,
            "track",
            "Invited " + userId,
            Outcome.DELIVERED,
            null,
            "welcome",
            "PATCH",
            path,
            200,
            messageId,
            0);
    relay.settle(relay.claim(), new Next.Release(), new Settled.Delivered(record));
  }

  private void fail(String userId, String messageId) {
    relay.enqueue(userId, messageId, track(userId, "Invited " + messageId));
    relay.settle(
        relay.claim(),
        new Next.Backoff(
            Duration.ofHours(1),
            "{\"attempts\":1,\"history\":[{\"at\":\"2026-01-31T12:00:00Z\",\"message\":\"No "
                + messageId
                + "\"}]}"));
  }

  private HttpResponse<String> post(String path, String action, boolean dryRun) {
    String body =
        "{\"action\":\"%s\",\"filter\":{\"source\":\"%s\",\"userId\":\"%s\",\"messageId\":\"%s\"},\"dryRun\":%s}"
            .formatted(action, relay.source, JANE, PHONE, dryRun);
    return relay.call("POST", path, body, "Content-Type", "application/json");
  }

  private String path(String template) {
    return template
        .replace("{source}", relay.source)
        .replace("{deadLetter}", deadLetter)
        .replace("{job}", job)
        .replace("{jane}", URLEncoder.encode(JANE, StandardCharsets.UTF_8))
        .replace("{phone}", URLEncoder.encode(PHONE, StandardCharsets.UTF_8));
  }

  private String answer(String token, String path) {
    HttpResponse<String> response = relay.use(token).call("GET", path(path));
    assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
    return response.body();
  }

  private static void assertMasked(String answer) {
    assertThat(answer).doesNotContain(HIDDEN).contains("***");
  }

  private static void assertShown(String answer) {
    assertThat(answer).contains(JANE).contains("1711234567");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/dead-letters?source={source}",
        "/admin/deliveries?source={source}",
        "/admin/users?state=parked&source={source}",
        "/admin/rejections?source={source}",
        "/admin/unmapped?source={source}",
        "/admin/jobs/{job}?",
        "/admin/jobs?"
      })
  void a_list_is_masked_until_an_operator_reveals_it_and_that_is_recorded(String path) {
    fill();
    String reveal = path + "&reveal=true";

    assertMasked(answer(VIEWER, path));
    assertMasked(answer(OPERATOR, path));
    HttpResponse<String> refused = relay.use(VIEWER).call("GET", path(reveal));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(json(refused).get("detail").asText()).contains("needs the role operator", "board");
    assertThat(relay.call("GET", path(path + "&reveal=yes")).statusCode()).isEqualTo(400);
    assertThat(shown()).isEmpty();

    assertShown(answer(OPERATOR, reveal));
    awaitShown(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/dead-letters/{deadLetter}",
        "/admin/users/{source}/{jane}",
        "/admin/users/{source}/{phone}",
        "/admin/events/{phone}?userId={jane}",
        "/admin/events/{jane}?userId={phone}"
      })
  void a_record_is_masked_for_viewers_and_a_showing_is_recorded(String path) {
    fill();

    assertMasked(answer(VIEWER, path));
    assertThat(shown()).isEmpty();
    assertShown(answer(OPERATOR, path));

    awaitShown(1);
    relay.use(VIEWER);
    assertThat(relay.call("GET", "/admin/audit?limit=500").body()).doesNotContain(HIDDEN);
    assertThat(relay.call("GET", "/admin/audit/export").body()).doesNotContain(HIDDEN);
  }

  @Test
  void failure_groups_hold_no_contact_data_and_are_revealed_as_other_lists() {
    fill();
    String path = "/admin/issues?source={source}";

    assertThat(answer(VIEWER, path)).doesNotContain(HIDDEN).contains("welcome");
    assertThat(relay.call("GET", path(path + "&reveal=true")).statusCode()).isEqualTo(403);
    answer(OPERATOR, path + "&reveal=true");
    awaitShown(1);
    String id = json(relay.call("GET", path(path))).at("/items/0/id").asText();
    assertThat(relay.call("POST", "/admin/issues/" + id + "/acknowledge").body())
        .doesNotContain(HIDDEN);
    await().until(() -> audited("acknowledge").equals(List.of(id)));
  }

  @Test
  void counts_of_dead_letters_are_masked() {
    fill();

    assertMasked(answer(OPERATOR, "/admin/dead-letters/facets?source={source}"));
    assertThat(shown()).isEmpty();
  }

  @Test
  void the_plan_of_a_job_is_masked_until_it_is_revealed() {
    fill();

    HttpResponse<String> masked = post("/admin/jobs", "replay", true);
    assertThat(masked.statusCode()).isEqualTo(200);
    assertMasked(masked.body());
    assertThat(json(masked).at("/samples/0/id").asText()).isEqualTo(deadLetter);
    assertThat(shown()).isEmpty();

    assertShown(post("/admin/jobs?reveal=true", "replay", true).body());
    awaitShown(1);
  }

  @Test
  void a_mask_keeps_what_the_next_request_needs() {
    fill();

    JsonNode page = json(relay.use(VIEWER).call("GET", "/admin/dead-letters?limit=1"));
    JsonNode next =
        json(relay.call("GET", "/admin/dead-letters?cursor=" + page.get("next").asText()));
    assertThat(page.at("/items/0/id").asText() + next.at("/items/0/id").asText())
        .contains(deadLetter);
    assertThat(json(relay.call("GET", "/admin/jobs")).at("/items/0/id").asText()).isNotEmpty();
    JsonNode event = json(relay.call("GET", path("/admin/events/{phone}?userId={jane}")));
    assertThat(event.get("deadLetterId").asText()).isEqualTo(deadLetter);
    assertThat(event.get("nextTryAt").isNull()).isTrue();
    JsonNode record = json(relay.call("GET", "/admin/dead-letters/" + deadLetter));
    assertThat(record.at("/request/phone").asText()).isEqualTo("49***67");
    assertThat(record.get("status").isInt()).isTrue();
  }

  @Test
  void an_export_is_for_operators_and_holds_everything() {
    fill();
    String result = "/admin/jobs/" + job + "/result";

    assertThat(relay.use(VIEWER).call("GET", result).statusCode()).isEqualTo(403);
    assertThat(post("/admin/jobs", "export", false).statusCode()).isEqualTo(403);
    assertShown(answer(OPERATOR, result));
    awaitShown(1);
  }

  @Test
  void the_live_stream_is_masked_until_an_operator_reveals_it() throws Exception {
    assertThat(follow(VIEWER, "&reveal=true").statusCode()).isEqualTo(403);
    try (var viewer = new LiveFollower(follow(VIEWER, "").body());
        var operator = new LiveFollower(follow(OPERATOR, "&reveal=true").body())) {
      awaitShown(1);

      await()
          .untilAsserted(
              () -> {
                relay.activity.source(relay.source).rejected(rejection());
                relay.flush();
                assertThat(viewer.text()).contains("event: rejected");
                assertShown(operator.text());
              });

      assertMasked(viewer.text());
    }
    assertThat(shown()).containsExactly("/admin/live");
  }

  private HttpResponse<InputStream> follow(String token, String query) throws Exception {
    var uri =
        URI.create(
            "http://127.0.0.1:"
                + relay.admin.port()
                + "/admin/live?event=rejected&source="
                + relay.source
                + query);
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri)
                .version(HttpClient.Version.HTTP_1_1)
                .header("Authorization", "Bearer " + token)
                .build(),
            BodyHandlers.ofInputStream());
  }

  private void awaitShown(int entries) {
    await().until(() -> shown().size() == entries);
  }

  /** The subjects of the showings of this test. */
  private List<String> shown() {
    return audited(AuditLog.SHOW);
  }

  private List<String> audited(String action) {
    List<String> subjects = new ArrayList<>();
    for (JsonNode item :
        json(relay.use(OPERATOR).call("GET", "/admin/audit?limit=500")).get("items")) {
      boolean isOwn =
          item.get("source").isNull() || relay.source.equals(item.get("source").textValue());
      if (isOwn
          && action.equals(item.get("action").asText())
          && Instant.parse(item.get("at").asText()).isAfter(begin)) {
        subjects.add(item.get("subject").asText());
      }
    }
    return subjects;
  }
}
