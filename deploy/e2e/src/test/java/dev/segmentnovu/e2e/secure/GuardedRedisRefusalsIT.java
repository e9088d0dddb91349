package dev.segmentnovu.e2e.secure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.e2e.fixture.CommandProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Redis refuses, the relay says with what is wrong and what to do; and what it must refuse.
 */
@Tag("failover")
class GuardedRedisRefusalsIT {
  private static final Pattern CALL =
      Pattern.compile("\\b(?:call|try)\\('([A-Z]+)'(?:, *'([A-Z]+)')?");
  private static final Set<String> WITH_SUBCOMMANDS = Set.of("MEMORY");
  private static final Path SCRIPTS =
      Path.of("..", "..", "common", "src", "main", "resources", "dev", "segmentnovu", "queue");

  @TempDir private static Path directory;

  private static GuardedRedis redis;

  @BeforeAll
  static void start() throws Exception {
    redis = GuardedRedis.withSentinel(directory);
  }

  @AfterAll
  static void stop() {
    redis.close();
  }

  @Test
  void the_line_of_the_page_allows_each_command_of_the_scripts_and_no_dangerous_one()
      throws Exception {
    Set<String> allowed = AclPage.allowed(AclPage.line("relay"), redis.redis());

    assertThat(allowed).containsAll(commandsOfScripts());
    assertThat(allowed)
        .doesNotContain("flushall", "flushdb", "keys", "config", "config|set", "shutdown", "acl")
        .doesNotContain(
            "acl|setuser", "debug", "migrate", "replicaof", "monitor", "swapdb", "module")
        .doesNotContain("client|kill", "script|flush", "function|load", "cluster|reset", "save");
  }

  @Test
  void a_wrong_password_is_reported() throws Exception {
    assertThat(check(redis.settings("relay:wr0ng")))
        .contains(
            "WRONGPASS: it refuses the user or the password. Correct the user and the password in"
                + " REDIS_URL")
        .doesNotContain("wr0ng");
  }

  @Test
  void a_wrong_password_at_the_sentinel_is_reported() throws Exception {
    Map<String, String> settings = redis.settings();
    settings.put("REDIS_SENTINEL_PASSWORD", "wr0ng");

    assertThat(check(settings))
        .contains(
            "WRONGPASS: a Sentinel refuses the user or the password. Correct REDIS_SENTINEL_USER and"
                + " REDIS_SENTINEL_PASSWORD")
        .doesNotContain("wr0ng");
  }

  @Test
  void an_authority_that_java_does_not_trust_is_reported() throws Exception {
    Map<String, String> settings = redis.settings();
    settings.remove("JAVA_TOOL_OPTIONS");

    assertThat(check(settings))
        .contains(
            "TLS certificate: Java does not trust its certificate. Add whoever issued it to a copy"
                + " of Java's cacerts");
  }

  @Test
  void a_missing_right_is_reported_by_the_name_of_the_command() throws Exception {
    redis.take("-evalsha");
    try {
      assertThat(check(redis.settings()))
          .contains(
              "NOPERM: its user may not run the command evalsha, which the relay needs. Extend the"
                  + " ACL of the user in REDIS_URL by +evalsha");
    } finally {
      redis.take("+evalsha");
    }
  }

  @Test
  void a_right_that_a_script_misses_is_reported() throws Exception {
    redis.take("-info");
    try {
      assertThat(check(redis.settings()))
          .contains(
              "Redis did not run SERVER: NOPERM: its user may not use a command, a key or a channel"
                  + " that the relay needs. Extend the ACL of the user in REDIS_URL");
    } finally {
      redis.take("+info");
    }
  }

  @Test
  void a_missing_right_at_the_sentinel_is_reported() throws Exception {
    redis.takeAtSentinel("-sentinel|get-master-addr-by-name");
    try {
      assertThat(check(redis.settings()))
          .contains(
              "NOPERM: its user at a Sentinel may not use a command that the relay needs. Extend the"
                  + " ACL of the user in REDIS_SENTINEL_USER");
    } finally {
      redis.takeAtSentinel("+sentinel|get-master-addr-by-name");
    }
  }

  /** The line of {@code relay check} about Redis. */
  private static String check(Map<String, String> redisSettings) throws Exception {
    Map<String, String> settings = new HashMap<>(redisSettings);
    settings.put("NOVU_API_URL", "http://127.0.0.1:1");
    CommandProcess check = CommandProcess.run(settings, "check");
    List<String> lines = check.out().lines().filter(line -> line.contains("redis: ")).toList();
    assertThat(lines).as(check.out()).hasSize(1);
    return lines.get(0);
  }

  private static Set<String> commandsOfScripts() throws IOException {
    Set<String> commands = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SCRIPTS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".lua")).toList()) {
        Matcher call = CALL.matcher(Files.readString(file));
        while (call.find()) {
          String command = call.group(1).toLowerCase(Locale.ROOT);
          commands.add(
              WITH_SUBCOMMANDS.contains(call.group(1))
                  ? command + "|" + call.group(2).toLowerCase(Locale.ROOT)
                  : command);
        }
      }
    }
    assertThat(commands).hasSizeGreaterThan(40);
    return commands;
  }
}
