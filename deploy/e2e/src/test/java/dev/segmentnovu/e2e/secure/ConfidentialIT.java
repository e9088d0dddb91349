package dev.segmentnovu.e2e.secure;

import static dev.segmentnovu.e2e.secure.ConfidentialRelay.LIMIT;
import static dev.segmentnovu.e2e.secure.ConfidentialRelay.NOVU_KEY;
import static dev.segmentnovu.e2e.secure.ConfidentialRelay.OPERATOR;
import static dev.segmentnovu.e2e.secure.ConfidentialRelay.SHARED_SECRET;
import static dev.segmentnovu.e2e.secure.ConfidentialRelay.VIEWER;
import static dev.segmentnovu.e2e.secure.ConfidentialRelay.WRITE_KEY;
import static dev.segmentnovu.e2e.secure.ConfidentialRelay.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything fails, and all that the relay says is searched: logs at DEBUG, answers of the ingest
 * port, of the admin port to both roles, metrics and commands. A secret occurs nowhere. Data of
 * persons occurs only in what operators see.
 */
class ConfidentialIT {
  private static final String EMAIL = "ada.lovelace.7731@example.com";
  private static final String PHONE = "+4915112347731";
  private static final List<String> VIEWS =
      List.of(
          "/admin/status",
          "/admin/sources",
          "/admin/sources/web",
          "/admin/sources/locked",
          "/admin/queue",
          "/admin/alerts",
          "/admin/marks",
          "/admin/settings",
          "/admin/mapping",
          "/admin/mapping/samples?source=web",
          "/admin/config",
          "/admin/session",
          "/admin/history",
          "/admin/issues",
          "/admin/unmapped",
          "/admin/rejections",
          "/admin/jobs",
          "/admin/deliveries",
          "/admin/dead-letters",
          "/admin/dead-letters/facets",
          "/admin/users?source=web",
          "/admin/users?source=locked",
          "/admin/no-such-path");

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path directory;

  private ConfidentialRelay relay;
  private int events;

  @BeforeEach
  void start() throws Exception {
    relay = new ConfidentialRelay(directory);
    relay.confidential.personal("e-mail address", EMAIL);
    relay.confidential.personal("telephone number", PHONE);
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @Test
  void no_secret_is_seen_anywhere_and_data_of_persons_only_by_operators() throws Exception {
    failAtNovu();
    refuseSenders();
    refuseCallers();
    storeRubbish();
    view();
    refuseFiles();
    loseRedis();
    startWithBadSettings();
    relay.recordPorts();

    assertThat(relay.confidential.size()).isGreaterThan(2 * VIEWS.size());
    assertThat(relay.confidential.leaks()).isEmpty();
  }

  /** Novu refuses what it is sent, and its answers repeat all of it, with the key. */
  private void failAtNovu() throws Exception {
    for (String name : List.of("Sent", "Refused", "Broken", "Nobody Listens")) {
      assertThat(relay.webhook("web", track(name))).isEqualTo(200);
    }
    assertThat(relay.webhook("web", event("identify", ""))).isEqualTo(200);
    assertThat(relay.webhook("locked", track("Locked"))).isEqualTo(200);
    assertThat(relay.ingest("/v1/track", track("Refused"), "Authorization", basic(WRITE_KEY)))
        .isEqualTo(200);
    await("Novu has refused all")
        .atMost(LIMIT)
        .until(
            () ->
                relay.novu.answered(401) > 0
                    && relay.novu.answered(422) > 1
                    && relay.novu.answered(500) > 2);
    ConfidentialRelay.awaitLog(relay.worker, "401");
    await("dead letters")
        .atMost(LIMIT)
        .until(() -> relay.asOperator("/admin/dead-letters").path("items").size() > 2);
  }

  /** Senders that present the wrong things, among them the other secrets, and broken bodies. */
  private void refuseSenders() throws Exception {
    String body = track("Sent");
    assertThat(relay.ingest("/webhooks/segment/web", body, "X-Signature", SHARED_SECRET))
        .isEqualTo(401);
    assertThat(relay.ingest("/webhooks/segment/web", body)).isEqualTo(401);
    assertThat(relay.ingest("/webhooks/segment/" + NOVU_KEY, body, "X-Signature", "00"))
        .isEqualTo(404);
    for (String wrong : List.of(NOVU_KEY, SHARED_SECRET, OPERATOR)) {
      assertThat(relay.ingest("/v1/track", body, "Authorization", basic(wrong))).isEqualTo(401);
      assertThat(relay.ingest("/v1/track", "{\"writeKey\":\"" + wrong + "\"," + body.substring(1)))
          .isEqualTo(401);
    }
    for (String broken :
        List.of(
            body.substring(0, body.length() - 3),
            body.replace("{", "{\"" + EMAIL + "\":" + PHONE + "x,"),
            "[" + EMAIL + "]",
            body.replace("\"track\"", "\"" + EMAIL + "\""),
            body.replace("\"userId\":", "\"userId\":{\"a\":1},\"b\":"),
            "[" + body + "," + body.replace("\"event\"", "\"events\"") + "]")) {
      relay.webhook("web", broken);
      relay.ingest("/v1/track", broken, "Authorization", basic(WRITE_KEY));
      relay.ingest("/v1/batch", "{\"batch\":[" + broken + "]}", "Authorization", basic(WRITE_KEY));
    }
  }

  /** Wrong tokens, tokens in URLs, and requests that a viewer may not make. */
  private void refuseCallers() throws Exception {
    relay.admin(NOVU_KEY, "GET", "/admin/status", "");
    relay.admin(VIEWER, "GET", "/admin/status?token=" + OPERATOR, "");
    relay.admin(VIEWER, "GET", "/admin/" + OPERATOR, "");
    relay.admin(VIEWER, "POST", "/admin/sources/web/pause", "{\"reason\":\"" + EMAIL + "\"}");
    relay.admin(
        VIEWER, "POST", "/admin/mapping/try", "{\"source\":\"web\",\"evt\":" + track("Sent") + "}");
    relay.admin(VIEWER, "POST", "/admin/mapping/try", "{\"source\":\"" + OPERATOR + "\" x");
    relay.admin(OPERATOR, "POST", "/admin/alerts/test", "");
    relay.admin(OPERATOR, "POST", "/admin/sources/web/pause", "{\"reason\":\"maintenance\"}");
    relay.admin(OPERATOR, "POST", "/admin/sources/web/resume", "");
    relay.admin(OPERATOR, "POST", "/admin/sources/locked/probe", "");
  }

  /** An entry of the queue that is not one, and keys of other types. */
  private void storeRubbish() throws Exception {
    String user = "rubbish";
    relay.redisControl().ask("RPUSH", "relay:{web:0}:q:" + user, "x" + track("Sent"));
    relay.redisControl().ask("ZADD", "relay:{web:0}:ready", "0", user);
    await("poison is dead")
        .atMost(LIMIT)
        .until(
            () -> relay.asOperator("/admin/dead-letters?userId=rubbish").path("items").size() == 1);
  }

  /** Both roles read everything. */
  private void view() throws Exception {
    for (String token : List.of(OPERATOR, VIEWER)) {
      for (String path : VIEWS) {
        relay.admin(token, "GET", path, "");
      }
      String user = URLEncoder.encode(EMAIL, StandardCharsets.UTF_8);
      relay.admin(token, "GET", "/admin/users/search?email=" + user, "");
      for (JsonNode letter : relay.asOperator("/admin/dead-letters").path("items")) {
        relay.admin(token, "GET", "/admin/dead-letters/" + letter.path("id").asText(), "");
      }
    }
    relay.admin(OPERATOR, "GET", "/admin/audit", "");
    relay.admin(
        OPERATOR,
        "POST",
        "/admin/jobs",
        "{\"action\":\"replay\",\"filter\":{\"source\":\"web\"},\"dryRun\":true}");
    relay.command("relay status", Map.of(), "status");
    relay.command("relay dlq ls", Map.of(), "dlq", "ls");
    relay.command("relay check", Map.of(), "check");
  }

  /** Files with a secret at the place of the mistake, in running processes and at a start. */
  private void refuseFiles() throws Exception {
    String good = Files.readString(relay.file());
    List<String> mistakes =
        List.of(
            "  third: { writeKeys: [a], novu: { apikey: \"" + NOVU_KEY + "\" } }",
            "  third: { writeKeys: [a], novu: { apiKey: [\"" + NOVU_KEY + "\"] } }",
            "  third: { writeKeys: [a], novu: \"" + NOVU_KEY + "\" }",
            "  third: { sharedSecrets: " + SHARED_SECRET + ": x }",
            "  " + SHARED_SECRET,
            "  third: { writeKeys: [a], sharedSecrets: \"" + SHARED_SECRET,
            "  third: { writeKeys: [a], novu: { url: \"https://u:"
                + NOVU_KEY
                + "@h\", apiKey: x } }",
            "redis: { url: \"rediss//:" + NOVU_KEY + "@h\" }",
            "redis: { url: \"redis://:" + NOVU_KEY + "@h:x/y\" }",
            "redis: { url: \"redis://:" + NOVU_KEY + "%@h\" }");
    for (String mistake : mistakes) {
      Files.writeString(relay.file(), good + mistake + "\n");
      assertThat(relay.command("relay check with " + mistakes.indexOf(mistake), Map.of(), "check"))
          .isEqualTo(78);
      relay.admin(OPERATOR, "GET", "/admin/config", "");
      relay.admin(VIEWER, "GET", "/admin/config", "");
      relay.admin(VIEWER, "GET", "/admin/status", "");
    }
    ConfidentialRelay.awaitLog(relay.worker, "relay.yaml");
    Files.writeString(relay.file(), good);
  }

  /** Redis goes away under requests, and comes back. */
  private void loseRedis() throws Exception {
    relay.relay.stopRedis();
    assertThat(relay.webhook("web", track("Sent"))).isEqualTo(503);
    for (String path : List.of("/admin/status", "/admin/queue", "/admin/dead-letters")) {
      relay.admin(OPERATOR, "GET", path, "");
      relay.admin(VIEWER, "GET", path, "");
    }
    relay.command("relay check without Redis", Map.of(), "check");
    relay.recordPorts();
    relay.relay.startRedis();
    relay.relay.awaitReady();
  }

  /** Processes that end at their start, each with a mistake at a secret. */
  private void startWithBadSettings() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "RELAY_CONFIG", "",
            "SEGMENT_WRITE_KEY", "wk",
            "REDIS_URL", "redis://" + SHARED_SECRET + "@h/" + NOVU_KEY,
            "RELAY_ADMIN_TOKEN", OPERATOR + "\n" + OPERATOR,
            "RELAY_ALERTS_URL", "http://hooks.example.com/" + NOVU_KEY,
            "RELAY_ALERTS_SECRET", SHARED_SECRET,
            "NOVU_API_URL", "ftp://" + NOVU_KEY + "@h",
            "NOVU_API_KEY", NOVU_KEY + "\u0001",
            "RELAY_WORKFLOWS", NOVU_KEY);
    assertThat(relay.process("relay ingest with bad settings", wrong, "ingest")).isEqualTo(78);
    assertThat(relay.command("relay worker with bad settings", wrong, "worker")).isEqualTo(78);
    assertThat(relay.command("relay check with bad settings", wrong, "check")).isEqualTo(78);
    String other = relay.redis().servers();
    Map<String, String> password = Map.of("REDIS_URL", "redis://:" + NOVU_KEY + "@" + other);
    relay.command("relay check with a wrong password", password, "check");
    relay.command(
        "relay status with a wrong token", Map.of("RELAY_ADMIN_TOKEN", NOVU_KEY), "status");
    relay.command(
        "relay status at a URL with a password",
        Map.of("RELAY_ADMIN_URL", "http://u:" + NOVU_KEY + "@127.0.0.1:1"),
        "status");
  }

  private String track(String name) {
    return event("track", "\"event\":\"" + name + "\",");
  }

  private String event(String type, String more) {
    events++;
    String traits = "{\"email\":\"" + EMAIL + "\",\"phone\":\"" + PHONE + "\"}";
    return ("{\"type\":\"%s\",%s\"messageId\":\"m-%d\",\"userId\":\"%s\","
            + "\"context\":{\"traits\":%s},\"traits\":%5$s,\"properties\":%5$s}")
        .formatted(type, more, events, events + "." + EMAIL, traits);
  }
}
