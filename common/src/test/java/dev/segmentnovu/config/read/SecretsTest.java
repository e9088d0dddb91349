package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.errors;
import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.Secret;
import dev.segmentnovu.config.access.AdminRole;
import dev.segmentnovu.config.access.AdminToken;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys, tokens and certificates: what is refused, and what is shown of them. */
final class SecretsTest {

  private static final Map<String, String> LEAST =
      Map.of("NOVU_API_KEY", "nk-1", "SEGMENT_WRITE_KEY", "wk-1");

  private static final String SOURCE =
      """
      sources:
        web:
          writeKeys: [wk]
          novu: { apiKey: nk }
      """;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SEGMENT_WRITE_KEY     | sources.default.writeKeys[0] (SEGMENT_WRITE_KEY)",
        "SEGMENT_SHARED_SECRET | sources.default.sharedSecrets[0] (SEGMENT_SHARED_SECRET)",
        "NOVU_API_KEY          | sources.default.novu.apiKey (NOVU_API_KEY)",
        "RELAY_ADMIN_TOKEN     | admin.token (RELAY_ADMIN_TOKEN)",
      })
  void a_key_has_visible_ascii_characters_only(String variable, String path) {
    Map<String, String> wrong = new java.util.LinkedHashMap<>();
    wrong.put("\n", "a line break");
    wrong.put("\r", "a line break");
    wrong.put("\r\n", "a line break");
    wrong.put(" ", "a blank");
    wrong.put("\t", "a blank");
    wrong.put("\0", "a control character");
    wrong.put("\u007f", "a control character");
    wrong.put("\u00a0", "a character that is not ASCII");
    wrong.put("\ufeff", "a character that is not ASCII");
    wrong.put("é", "a character that is not ASCII");
    wrong.forEach(
        (character, what) -> {
          Map<String, String> env = new HashMap<>(LEAST);
          env.put(variable, "first" + character + "second");
          assertThat(errors(load(env, ProcessRole.BOTH)))
              .containsExactly(
                  path
                      + ": must have visible ASCII characters only, and character 6 of "
                      + (11 + character.length())
                      + " is "
                      + what
                      + ": copy it again, as one word");
        });
  }

  @Test
  void blanks_around_a_key_in_its_file_are_removed_and_line_breaks_in_it_are_refused() {
    String yaml =
        """
        sources:
          web:
            writeKeys: [w]
            novu: { apiKey: "${file:/key}" }
        """;
    RelayConfig config =
        valid(load(yaml, Map.of(), ProcessRole.BOTH, Map.of("/key", " \tsk_live!~\r\n\n")));
    assertThat(config.sources().get(0).novu().apiKey().value()).isEqualTo("sk_live!~");

    assertThat(errors(load(yaml, Map.of(), ProcessRole.BOTH, Map.of("/key", "sk_li\nve\n"))))
        .singleElement()
        .asString()
        .startsWith("sources.web.novu.apiKey: must have visible ASCII characters only")
        .doesNotContain("sk_li");
  }

  @Test
  void every_mistake_in_the_tokens_is_reported_at_once() {
    String yaml =
        """
        admin:
          token: token-of-the-admin
          tokens:
            - { name: admin, role: operator, token: another-long-token }
            - { name: Ops, token: a-token-that-is-long }
            - { token: x-token-that-is-long }
            - { name: short, token: hush }
            - { name: none }
            - { name: both, token: b-token-that-is-long, sha256: %s }
            - { name: hash, sha256: hush }
            - { name: role, role: root, token: r-token-that-is-long }
            - { name: copy, token: a-token-that-is-long }
            - { name: copy, token: c-token-that-is-long }
          hosts: ["http://relay.example", "relay.example:8081"]
        """
            .formatted("0".repeat(64));
    String name =
        ": is required, and has up to 64 lower-case letters, digits, ., - and _; the audit log"
            + " shows it";
    String host =
        ": must be host names such as relay.example, divided by commas, without scheme, port and"
            + " path, not '";

    ConfigResult result = load(SOURCE + yaml, Map.of(), ProcessRole.INGEST);

    assertThat(errors(result))
        .containsExactlyInAnyOrder(
            "admin.tokens[0].name: must differ from all others, and admin is there twice, or is the"
                + " name of RELAY_ADMIN_TOKEN",
            "admin.tokens[1].name" + name,
            "admin.tokens[2].name" + name,
            "admin.tokens[3].token: must have at least 16 characters and has 4, which can be guessed:"
                + " make one with openssl rand -hex 32",
            "admin.tokens[4].token: is required, or admin.tokens[4].sha256: make one with openssl rand"
                + " -hex 32",
            "admin.tokens[5].sha256: must not stand beside admin.tokens[5].token: keep one of them",
            "admin.tokens[6].sha256: must be the SHA-256 of the token in 64 hexadecimal digits: echo -n"
                + " \"$TOKEN\" | sha256sum",
            "admin.tokens[6].token: is required, or admin.tokens[6].sha256: make one with openssl rand"
                + " -hex 32",
            "admin.tokens[7].role: must be viewer or operator, not 'root'",
            "admin.tokens[8].token: is the token of Ops, too: give each holder one",
            "admin.tokens[9].name: must differ from all others, and copy is there twice",
            "admin.hosts[0]" + host + "http://relay.example'",
            "admin.hosts[1]" + host + "relay.example:8081'");
    assertThat(result.toString()).doesNotContain("hush").doesNotContain("that-is-long");
  }

  @ParameterizedTest
  @CsvSource({
    "token, a-token-that-is-long",
    "sha256, 009cd681633ecf709db0e12599491c1256f8a6afc87b267b87e7f9de5bffa097"
  })
  void a_token_of_the_list_may_be_the_one_of_the_variable_and_keeps_its_name_and_role(
      String setting, String value) {
    String yaml = "admin: { tokens: [{ name: board, role: viewer, %s: %s }] }\n";

    RelayConfig config =
        valid(
            load(
                SOURCE + yaml.formatted(setting, value),
                Map.of("RELAY_ADMIN_TOKEN", "a-token-that-is-long"),
                ProcessRole.INGEST));

    assertThat(config.admin().access().find("a-token-that-is-long"))
        .hasValueSatisfying(
            token -> {
              assertThat(token.name()).isEqualTo("board");
              assertThat(token.role()).isEqualTo(AdminRole.VIEWER);
            });
  }

  @Test
  void a_token_can_come_from_a_file_and_makes_the_admin_port_safe_beyond_loopback() {
    String yaml =
        """
        admin: { host: 0.0.0.0, tokens: [{ name: ops, role: operator, token: "${file:/token}" }] }
        """;

    RelayConfig config =
        valid(
            load(
                SOURCE + yaml,
                Map.of(),
                ProcessRole.INGEST,
                Map.of("/token", "a-token-that-is-long\n")));

    var access = config.admin().access();
    assertThat(access.find("a-token-that-is-long")).map(AdminToken::name).hasValue("ops");
    assertThat(access.find("a-token-that-is-longer")).isEmpty();
    assertThat(access.toString())
        .doesNotContain(
            AdminToken.of("x", AdminRole.VIEWER, new Secret("a-token-that-is-long"))
                .sha256()
                .value());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tls: { cert: a }           | tls.key (RELAY_TLS_KEY): is required with tls.cert: the file of its private key",
        "tls: { key: a }            | tls.cert (RELAY_TLS_CERT): is required with tls.key: the file of its certificate",
        "admin: { tls: { cert: a }} | admin.tls.key (RELAY_ADMIN_TLS_KEY): is required with admin.tls.cert: the file of its private key",
        "admin: { tls: { cert: off, key: a }} | admin.tls.key: has no use while admin.tls.cert is off: leave it out",
      })
  void a_certificate_needs_its_key(String yaml, String error) {
    assertThat(errors(load(SOURCE + yaml, Map.of(), ProcessRole.INGEST))).containsExactly(error);
  }

  @Test
  void secrets_are_not_shown() {
    RelayConfig config = valid(load(ThreeConfigs.FILE, Map.of(), ProcessRole.BOTH));
    assertThat(config.toString()).doesNotContain("nk").doesNotContain("wk-").doesNotContain("ss-");

    String misplaced =
        """
        redis: { url: "redis://user:hush%zz@there" }
        ingest: { port: "${WRONG}" }
        queue: { shards: "${file:/secret}" }
        admin: { token: [hush] }
        sources:
          web: { writeKeys: {hush: 1}, novu: { apiKey: "${hu-sh}", url: "${WRONG}" } }
        """;
    ConfigResult result =
        load(misplaced, Map.of("WRONG", "hush"), ProcessRole.BOTH, Map.of("/secret", "hush"));
    assertThat(errors(result)).hasSizeGreaterThanOrEqualTo(6);
    assertThat(result.toString()).doesNotContain("hush'").doesNotContain("'hush");
  }

  @Test
  void a_secret_that_also_stands_at_the_place_of_another_setting_is_not_shown() {
    ConfigResult result =
        load(
            """
            sources:
              web:
                writeKeys: [k]
                novu: { apiKey: a-long-secret-key }
                workflows: a-long-secret-key
              a-long-secret-key: {}
            """,
            Map.of(),
            ProcessRole.BOTH);

    assertThat(errors(result)).anyMatch(error -> error.contains("this part does not: '******'"));
    assertThat(result.toString()).doesNotContain("a-long-secret-key");
  }

  @Test
  void a_secret_that_this_process_does_not_use_is_not_shown_at_another_place() {
    String file =
        """
        sources:
          web:
            writeKeys: [a-long-write-key]
            novu: { apiKey: "${API_KEY}" }
            workflows: %s
        """;
    Map<String, String> variables = Map.of("API_KEY", "a-long-secret-key");

    ConfigResult ingest = load(file.formatted("a-long-secret-key"), variables, ProcessRole.INGEST);
    ConfigResult worker = load(file.formatted("a-long-write-key"), variables, ProcessRole.WORKER);

    assertThat(errors(ingest)).anyMatch(error -> error.contains("this part does not: '******'"));
    assertThat(errors(worker)).anyMatch(error -> error.contains("this part does not: '******'"));
  }

  @Test
  void a_password_of_redis_is_not_shown() {
    ConfigResult elsewhere =
        load(
            SOURCE,
            Map.of("REDIS_URL", "redis://:a-long-password@h", "RELAY_LEASE", "a-long-password"),
            ProcessRole.BOTH);
    ConfigResult without =
        load(SOURCE, Map.of("REDIS_URL", "redis://default:a-long-password"), ProcessRole.BOTH);

    assertThat(errors(elsewhere)).anyMatch(error -> error.contains("'******'"));
    assertThat(errors(without)).anyMatch(error -> error.contains("not as 'default:…'"));
    assertThat(elsewhere + " " + without).doesNotContain("a-long-password");
  }
}
