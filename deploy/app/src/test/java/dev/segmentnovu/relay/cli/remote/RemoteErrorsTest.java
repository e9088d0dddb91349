package dev.segmentnovu.relay.cli.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.relay.embedded.DataDirectory;
import dev.segmentnovu.relay.embedded.UpNote;
import dev.segmentnovu.relay.fixture.CannedRelay;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each command does when the relay cannot be called, or refuses. */
final class RemoteErrorsTest {

  private static final String LIST = "GET /admin/dead-letters";

  @TempDir private Path directory;

  private CannedRelay relay;

  @BeforeEach
  void start() throws Exception {
    relay = new CannedRelay();
  }

  @AfterEach
  void stop() {
    relay.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "dlq ls",
        "dlq show x",
        "dlq replay x",
        "dlq discard x --yes",
        "dlq export x",
        "dlq replay --all --yes",
        "users show u --source web",
        "users park u --source web",
        "users ls",
        "event m",
        "sources ls",
        "sources pause web",
        "unmapped",
        "issues",
        "jobs ls",
        "jobs show x",
        "jobs cancel x",
        "tail",
        "alerts test"
      })
  void a_relay_that_is_away_ends_with_69_and_says_how_to_name_another(String command) {
    relay.close();

    var run = relay.run(command.split(" "));

    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(69);
    assertThat(run.err()).contains("No relay answers at " + relay.url(), "./relay up", "--url");
    assertThat(run.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"400, 2", "401, 77", "403, 77", "404, 1", "409, 1", "429, 69", "500, 69", "503, 69"})
  void a_refusal_is_shown_with_its_remedy_and_each_kind_has_its_exit_code(int status, int code) {
    relay.refuse(LIST, status, "This happened: do that.");

    var run = relay.run("dlq", "ls");

    assertThat(run.err()).startsWith("This happened: do that.");
    assertThat(run.exitCode()).isEqualTo(code);
  }

  @Test
  void every_mistake_of_a_query_is_shown() {
    relay.on(
        LIST,
        400,
        "{'detail':'See errors.','errors':[{'where':'reason','detail':'must be one of unmapped'},"
            + "{'where':'since','detail':'must be a time'}]}",
        Map.of());

    assertThat(relay.run("dlq", "ls", "--reason", "x").err())
        .isEqualTo("See errors.\n  reason must be one of unmapped\n  since must be a time\n");
  }

  @Test
  void a_wrong_token_is_explained_and_not_shown() {
    relay.environment.put("RELAY_ADMIN_TOKEN", "hush-hush");
    relay.refuse(LIST, 401, "The admin token is missing or wrong.");

    var run = relay.run("dlq", "ls");

    assertThat(run.err()).contains("RELAY_ADMIN_TOKEN", "never from the command line");
    assertThat(run.out() + run.err()).doesNotContain("hush-hush");
    assertThat(relay.received().get(0).headers())
        .containsEntry("authorization", "Bearer hush-hush");
  }

  @Test
  void without_a_token_no_authorization_is_sent() {
    relay.on(LIST, "{'items':[],'next':null,'total':0}");
    relay.run("dlq", "ls");

    assertThat(relay.received().get(0).headers()).doesNotContainKey("authorization");
  }

  @Test
  void the_token_cannot_be_an_argument() {
    var run = relay.run("dlq", "ls", "--token", "hush-hush");

    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void a_token_that_no_header_can_carry_is_not_repeated() {
    relay.environment.put("RELAY_ADMIN_TOKEN", "hush\nhush");

    var run = relay.run("dlq", "ls");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("RELAY_ADMIN_TOKEN").doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"relay.example", "ftp://relay.example", "http://u:hush@relay"})
  void a_url_that_cannot_be_right_ends_with_2(String url) {
    var run = relay.run("status", "--url", url);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("like https://relay.example:8081").doesNotContain("hush");
  }

  @ParameterizedTest
  @CsvSource({
    "status, 127.0.0.1:21081",
    "status, localhost:8081",
    "import history.ndjson, 127.0.0.1:8080",
    "send, 127.0.0.1:8080/webhooks/segment",
    "health, u:hush@127.0.0.1"
  })
  void a_url_without_its_scheme_ends_with_2_and_says_what_is_missing(String command, String url) {
    var option = relay.run((command + " --url " + url).split(" "));

    assertThat(option.err())
        .startsWith(
            "Invalid value for option '--url': the URL must start with http:// or https://, like"
                + " https://relay.example:8081")
        .doesNotContain("Exception", "hush");
    assertThat(option.exitCode()).isEqualTo(2);

    relay.environment.put("RELAY_ADMIN_URL", url);
    var variable = relay.run("status");
    assertThat(variable.err())
        .startsWith("RELAY_ADMIN_URL: the URL must start with http:// or https://")
        .doesNotContain("hush");
    assertThat(variable.exitCode()).isEqualTo(2);
  }

  @Test
  void a_url_with_a_wrong_character_ends_with_2() {
    var run = relay.run("status", "--url", "http://u:hu sh@relay");

    assertThat(run.err())
        .startsWith("Invalid value for option '--url': the URL is not valid (Illegal character")
        .doesNotContain("Exception", "hu sh");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void a_url_with_a_query_is_refused_without_repeating_it() {
    var run = relay.run("status", "--url", relay.url() + "/?token=hush");

    assertThat(run.err()).contains("without a user, a query").doesNotContain("hush");
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "/, ''",
    "/admin, ''",
    "/admin/, ''",
    "/proxy/, /proxy",
    "/proxy/admin, /proxy",
    "/administration, /administration"
  })
  void a_url_may_end_with_a_slash_or_with_the_path_of_the_admin_api(String path, String prefix) {
    relay.on("GET " + prefix + "/admin/dead-letters", "{'items':[],'next':null,'total':0}");

    assertThat(relay.run("dlq", "ls", "--url", relay.url() + path).exitCode()).isZero();
    assertThat(relay.lines()).containsExactly("GET " + prefix + "/admin/dead-letters?limit=20");
  }

  @Test
  void an_option_names_another_relay_than_the_variable() throws Exception {
    try (var other = new CannedRelay()) {
      other.on(LIST, "{'items':[],'next':null,'total':0}");

      assertThat(relay.run("dlq", "ls", "--url", other.url() + "/").exitCode()).isZero();
      assertThat(other.lines()).containsExactly("GET /admin/dead-letters?limit=20");
    }
  }

  @Test
  void without_an_address_it_is_that_of_the_relay_that_runs_in_the_data_directory(
      @TempDir Path home) throws Exception {
    relay.on(LIST, "{'items':[],'next':null,'total':0}");
    relay.environment.remove("RELAY_ADMIN_URL");
    relay.environment.put("RELAY_HOME", home.toString());
    try (var data = DataDirectory.hold(home.resolve("data"))) {
      new UpNote(1, URI.create(relay.url()), null).write(data);

      assertThat(relay.run("dlq", "ls").exitCode()).isZero();
      relay.environment.put("RELAY_ADMIN_PORT", "1");
      assertThat(relay.run("dlq", "ls").err()).contains("http://127.0.0.1:1");
    }
    assertThat(relay.lines()).hasSize(1);
  }

  @Test
  void a_server_that_is_no_relay_is_recognised() {
    var notFound = relay.run("dlq", "ls");
    relay.on("GET /admin/jobs", 200, "<html>", Map.of());
    var html = relay.run("jobs", "ls");

    assertThat(notFound.err()).contains("is not the admin port of a relay", "RELAY_ADMIN_PORT");
    assertThat(notFound.exitCode()).isEqualTo(69);
    assertThat(html.err()).isEqualTo(notFound.err());
  }

  @Test
  void a_port_without_tls_is_recognised() {
    var run = relay.run("status", "--url", relay.url().replace("http:", "https:"));

    assertThat(run.exitCode()).isEqualTo(69);
    assertThat(run.err()).contains("no secure connection", "--ca", "http://");
  }

  @Test
  void a_file_of_certificates_that_cannot_be_read_ends_with_2() {
    var run = relay.run("status", "--ca", directory.resolve("none.pem").toString());

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--ca", "none.pem");
  }

  @Test
  void control_characters_in_an_error_do_not_reach_the_terminal() {
    relay.refuse(LIST, 404, "a\\u001b[2Jb");

    assertThat(relay.run("dlq", "ls").err()).isEqualTo("a\\u001b[2Jb\n");
  }

  @Test
  void a_redirect_is_not_followed_because_it_would_take_the_token_along() throws Exception {
    try (var other = new CannedRelay()) {
      relay.environment.put("RELAY_ADMIN_TOKEN", "hush");
      relay.on(LIST, 302, "", Map.of("Location", other.url() + "/admin/dead-letters"));

      assertThat(relay.run("dlq", "ls").exitCode()).isEqualTo(69);
      assertThat(other.received()).isEmpty();
    }
  }

  @Test
  void ids_are_escaped_in_paths() {
    relay.on("GET /admin/config", "{'sources':['web']}");
    relay.run("users", "show", "a/b?c #d");

    assertThat(relay.lines()).contains("GET /admin/users/web/a%2Fb%3Fc%20%23d");
  }
}
