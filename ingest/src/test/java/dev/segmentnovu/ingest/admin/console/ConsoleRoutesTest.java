package dev.segmentnovu.ingest.admin.console;

import static dev.segmentnovu.ingest.fixtures.AdminFixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.ingest.fixtures.AdminFixture;
import dev.segmentnovu.queue.redis.TestRedis;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The console, as a browser gets it. */
final class ConsoleRoutesTest {

  private static final Pattern NONCE = Pattern.compile("nonce-([\\w-]{22})'");
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/console/[^\"]+)\"");
  private static final Pattern IMPORT =
      Pattern.compile("(?:from|import)\\s*\\(?\\s*\"(\\.{1,2}/[^\"]+)\"");
  private static final Pattern BARE_IMPORT =
      Pattern.compile("(?:from|import)\\s*\\(?\\s*\"([^./\"][^\"]*)\"");

  /** A budget: pages that are slow to arrive are not kept open. */
  private static final int MAX_COMPRESSED_BYTES = 150_000;

  private final AdminFixture relay = new AdminFixture(TestRedis.redis(), "a-token-of-somebody");
  private final ConsoleFiles files = ConsoleFiles.read();

  @AfterEach
  void close() {
    relay.close();
  }

  private HttpResponse<String> get(String path, String... headers) {
    relay.forgetToken();
    return relay.call("GET", path, "", headers);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(each -> each.group(1)).toList();
  }

  private String text(String path) {
    return new String(files.find(path).orElseThrow().plain(), UTF_8);
  }

  @Test
  void the_page_needs_no_token_and_may_load_only_what_this_port_serves() {
    HttpResponse<String> response = get("/");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    assertThat(header(response, "Content-Security-Policy").replaceAll("nonce-[\\w-]+", "nonce-N"))
        .isEqualTo(
            "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self'; img-src 'self'"
                + " data:; connect-src 'self'; base-uri 'none'; form-action 'none';"
                + " frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
                + " lit-html");
    assertThat(header(response, "Referrer-Policy")).isEqualTo("no-referrer");
    assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(response, "Cross-Origin-Opener-Policy")).isEqualTo("same-origin");
    assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void each_answer_has_a_nonce_of_its_own_which_its_scripts_have_too() {
    HttpResponse<String> one = get("/");
    HttpResponse<String> other = get("/");

    String nonce = found(NONCE, header(one, "Content-Security-Policy")).get(0);
    assertThat(header(other, "Content-Security-Policy")).doesNotContain(nonce);
    assertThat(one.body()).doesNotContain("{{");
    assertThat(found(Pattern.compile("<script([^>]*)>"), one.body()))
        .hasSize(3)
        .allMatch(each -> each.contains("nonce=\"" + nonce + "\"") || each.contains("src="));
  }

  @Test
  void each_page_has_an_address_and_so_has_each_thing_on_it() {
    Set<String> pages =
        new TreeSet<>(
            found(Pattern.compile("\n    name: \"([\\w-]+)\""), text(JoinedModules.SHARED)));
    assertThat(pages).contains("pulse", "dead-letters");
    for (String page : pages) {
      for (String path : List.of("/" + page, "/" + page + "/web.0.a%2Fb", "/" + page + "?x=1")) {
        HttpResponse<String> response = get(path);

        assertThat(response.statusCode()).as(path).isEqualTo(200);
        assertThat(response.body()).as(path).contains("<r-shell>");
      }
      assertThat(text("js/pages/" + page + ".js"))
          .contains("customElements.define(\"page-" + page + "\"");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/nothing",
        "/Pulse",
        "/health",
        "/health/livez",
        "/index.html",
        "/console/",
        "/console/000000000000/js/main.js",
        "/console/js/main.js",
        "/favicon.ico"
      })
  void any_other_path_is_a_404(String path) {
    HttpResponse<String> response = get(path);

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(json(response).get("detail").asText()).startsWith("There is nothing at this path");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"index.html", "js", "js/../index.html", "ConsoleFiles.class", "js/none.js"})
  void a_path_that_is_no_file_of_the_console_is_a_404(String path) {
    assertThat(get(ConsoleFiles.ROOT + files.version() + "/" + path).statusCode()).isEqualTo(404);
  }

  @Test
  void files_may_be_kept_for_good_and_come_compressed_to_who_takes_that() throws IOException {
    for (String path : files.paths()) {
      String address = ConsoleFiles.ROOT + files.version() + "/" + path;
      HttpResponse<String> plain = get(address);

      assertThat(plain.statusCode()).as(path).isEqualTo(200);
      assertThat(plain.body()).as(path).isEqualTo(text(path));
      assertThat(header(plain, "Content-Encoding")).isEmpty();
      assertThat(header(plain, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
      assertThat(header(plain, "Vary")).isEqualToIgnoringCase("accept-encoding");
      assertThat(header(plain, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(plain, "Content-Type"))
          .isEqualTo(
              switch (path.substring(path.lastIndexOf('.'))) {
                case ".js" -> "text/javascript; charset=utf-8";
                case ".css" -> "text/css; charset=utf-8";
                default -> "image/svg+xml";
              });
      assertThat(header(get(address, "Accept-Encoding", "br, gzip"), "Content-Encoding"))
          .isEqualTo("gzip");
      StoredFile file = files.find(path).orElseThrow();
      assertThat(unpacked(file.compressed())).isEqualTo(file.plain());
    }
    String main = ConsoleFiles.ROOT + files.version() + "/js/main.js";
    assertThat(header(get(main, "Accept-Encoding", "gzip;q=0, br"), "Content-Encoding")).isEmpty();
    assertThat(header(get("/", "Accept-Encoding", "gzip"), "Content-Encoding")).isEqualTo("gzip");
  }

  private static byte[] unpacked(byte[] compressed) throws IOException {
    try (var in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
      return in.readAllBytes();
    }
  }

  @Test
  void the_whole_console_is_small() {
    int sum = StoredFile.compress(get("/").body().getBytes(UTF_8)).length;
    for (String path : files.paths()) {
      sum += files.find(path).orElseThrow().compressed().length;
    }

    assertThat(sum).as("the compressed bytes of all files").isBetween(20_000, MAX_COMPRESSED_BYTES);
  }

  @Test
  void what_the_page_and_its_modules_ask_for_is_there() {
    String base = ConsoleFiles.ROOT + files.version() + "/";
    String page = get("/").body();

    assertThat(found(LINK, page)).hasSizeBetween(10, 20).contains(base + "js/main.js");
    for (String link : found(LINK, page)) {
      assertThat(get(link).statusCode()).as(link).isEqualTo(200);
    }
    for (String path : files.paths()) {
      if (path.endsWith(".js") && path.startsWith("js/")) {
        for (String imported : found(IMPORT, text(path))) {
          assertThat(files.find(resolve(path, imported))).as(path + " " + imported).isPresent();
        }
        for (String imported : found(BARE_IMPORT, text(path))) {
          assertThat(mapped(page, imported)).as(path + " " + imported).isPresent();
        }
      }
    }
  }

  private static String resolve(String from, String relative) {
    return java.net.URI.create("/" + from).resolve(relative).getPath().substring(1);
  }

  /** What the import map of the page has for a name, if that is a file. */
  private Optional<StoredFile> mapped(String page, String name) {
    Matcher entries = Pattern.compile("\"([\\w@/.-]+)\":\"/console/\\w+/([^\"]+)\"").matcher(page);
    return entries
        .results()
        .filter(each -> name.equals(each.group(1)) || isBelow(name, each))
        .findFirst()
        .flatMap(each -> files.find(each.group(2) + name.substring(each.group(1).length())));
  }

  private static boolean isBelow(String name, MatchResult entry) {
    return entry.group(1).endsWith("/") && name.startsWith(entry.group(1));
  }

  @Test
  void nothing_names_another_host_or_breaks_the_policy() {
    for (String path : files.paths()) {
      if (path.startsWith("js/") || path.startsWith("css/")) {
        assertThat(text(path))
            .as(path)
            .doesNotContainPattern(
                "(?:href=|src=|url\\(|@import|fetch\\()\\s*[\"'`]?(?:https?:)?//")
            .doesNotContain("!important", "innerHTML", "unsafeHTML")
            .doesNotContainPattern("\\sstyle=[\"$]");
      }
    }
    assertThat(get("/").body()).doesNotContain("https://", "http://", " style=", " onclick=");
  }
}
