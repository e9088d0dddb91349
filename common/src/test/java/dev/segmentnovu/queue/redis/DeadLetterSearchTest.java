package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Searches of the dead letters agree with a filter of Java over all of them. */
final class DeadLetterSearchTest extends RedisQueueFixture {

  private static final Comparator<DeadLetter> NEWEST_FIRST =
      Comparator.comparing(DeadLetter::deadAt).thenComparing(DeadLetter::id).reversed();

  private static final List<String> MESSAGES =
      List.of(
          "payload is missing required key(s)",
          "Payload: \"Name\" is TOO long",
          "a\\b",
          "line\nbreak",
          "Ünïcode ☃ Straße 🙂",
          "\"reason\":\"expired\",",
          "");

  private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);

  @Test
  void a_search_over_shards_and_both_lists_agrees_with_a_search_of_java() {
    long seed = System.nanoTime();
    var random = new Random(seed);
    var queue = queue(Duration.ofSeconds(60), 3);
    List<DeadLetter> all = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      all.add(bury(queue, letter("l" + i, random)));
    }
    for (int i = 0; i < 60; i++) {
      Filter filter = filter(random);
      List<DeadLetter> wanted =
          all.stream().filter(each -> matches(filter, each)).sorted(NEWEST_FIRST).toList();
      int limit = 1 + random.nextInt(40);

      assertThat(pages(queue, filter, limit, wanted.size()))
          .as("seed %d, %s", seed, filter)
          .containsExactlyElementsOf(wanted.stream().map(DeadLetter::id).toList());
    }
  }

  @Test
  void an_id_with_characters_beyond_the_first_65536_is_found() {
    var queue = queue();
    bury(queue, DeadLetterBuilder.of(source + ".0.a", source, "u 🙂").messageId("m 🙂").build());

    assertThat(total(queue, new Filter(null, null, "u 🙂", null, null, null))).isEqualTo(1);
    assertThat(total(queue, messageId("m 🙂"))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          say "no"            | say "no"    | true
          say "no"            | SAY         | true
          say "no"            | "no"        | true
          say no              | yes         | false
          a\\nb               | \\n          | true
          Straße              | straSSe     | false
          100% of [x] (y) a.b | 100% of [x] | true
          100% of x           | 100. of     | false
          """)
  void a_text_is_a_part_of_the_message_and_not_a_pattern(
      String message, String text, boolean isFound) {
    var queue = queue();
    bury(queue, at("a", 0).message(message).build());

    assertThat(total(queue, text(text))).isEqualTo(isFound ? 1 : 0);
  }

  @Test
  void a_text_does_not_begin_within_an_escape_of_the_stored_message() {
    var queue = queue();
    bury(queue, at("a", 0).message("new\nfoo \\\\ \"quoted").build());

    assertThat(total(queue, text("nfoo"))).isZero();
    assertThat(total(queue, text("\nfoo"))).isEqualTo(1);
    assertThat(total(queue, text("\"q"))).isEqualTo(1);
    assertThat(total(queue, text("\\ \"q"))).isEqualTo(1);
  }

  @Test
  void what_a_request_or_a_response_contains_is_no_part_of_a_filter() {
    var queue = queue();
    ObjectNode details = EventCodec.JSON.createObjectNode();
    details
        .putObject("request")
        .putObject("body")
        .put("x", 1)
        .put("reason", "expired")
        .put("status", 404)
        .put("userId", "other")
        .put("message", "needle")
        .put("end", 1);
    bury(queue, at("a", 0).details(details).build());

    assertThat(total(queue, reason("expired"))).isZero();
    assertThat(total(queue, status(404))).isZero();
    assertThat(total(queue, text("needle"))).isZero();
    assertThat(total(queue, new Filter(null, null, "other", null, null, null))).isZero();
  }

  @Test
  void pages_stay_as_they_are_while_others_die_and_are_deleted() {
    var queue = queue();
    for (int i = 0; i < 6; i++) {
      bury(queue, at("a" + i, i).build());
    }
    DeadLetters dead = queue.operators().deadLetters(List.of(source));
    Filter all = new Filter(null, null, null, null, null, null);
    DeadLetters.Page first = get(dead.list(all, null, 2));

    bury(queue, at("b", 10).build());
    get(dead.delete(first.items().get(1).id()));
    DeadLetters.Page second = get(dead.list(all, first.next(), 2));

    assertThat(second.items())
        .extracting(DeadLetter::id)
        .containsExactly(source + ".0.a3", source + ".0.a2");
    assertThat(second.total()).isEqualTo(6);
  }

  @Test
  void a_relative_start_stays_what_it_was_at_the_first_page() {
    var queue = queue();
    for (int i = 0; i < 4; i++) {
      bury(queue, at("a" + i, i).build());
    }
    DeadLetters dead = queue.operators().deadLetters(List.of(source));
    DeadLetters.Page first =
        get(dead.list(new Filter(null, null, null, null, base, null), null, 2));
    Filter later = new Filter(null, null, null, null, base.plusSeconds(1), null);

    assertThat(get(dead.list(later, first.next(), 2)).items()).hasSize(2);
  }

  @Test
  void
      a_dead_letter_of_an_older_version_has_its_details_in_its_text_and_they_are_no_part_of_a_filter() {
    var queue = queue();
    DeadLetter letter = bury(queue, at("a", 0).build());
    String old =
        new String(DeadLetterCodec.encode(letter), UTF_8)
                .replaceAll("}$", "")
                .replace(",\"workflow\":null", "")
            + ",\"details\":{\"request\":{\"x\":1,\"reason\":\"expired\",\"y\":1}}}";
    var client = TestRedis.client();
    client.<String, String>getMap(QueueKeys.of(source, 0, 1).deadTexts()).put(letter.id(), old);
    client.shutdown();

    assertThat(total(queue, reason("expired"))).isZero();
    assertThat(total(queue, reason("rejected"))).isEqualTo(1);
    DeadLetter read =
        get(queue.operators().deadLetters(List.of(source)).find(letter.id()))
            .orElseThrow()
            .deadLetter();
    assertThat(read.workflow()).isNull();
    assertThat(read.details().at("/request/reason").asText()).isEqualTo("expired");
  }

  private List<String> pages(RedisEventQueue queue, Filter filter, int limit, long total) {
    List<String> ids = new ArrayList<>();
    String cursor = null;
    do {
      DeadLetters.Page page =
          get(queue.operators().deadLetters(List.of(source)).list(filter, cursor, limit));
      assertThat(page.total()).isEqualTo(total);
      page.items().forEach(each -> ids.add(each.id()));
      cursor = page.next();
    } while (cursor != null);
    return ids;
  }

  private long total(RedisEventQueue queue, Filter filter) {
    return get(queue.operators().deadLetters(List.of(source)).list(filter, null, 1)).total();
  }

  private DeadLetterBuilder at(String id, int second) {
    return DeadLetterBuilder.of(source + ".0." + id, source, "u")
        .status(422)
        .deadAt(base.plusSeconds(second));
  }

  private DeadLetter letter(String id, Random random) {
    String user = "u" + random.nextInt(8);
    var builder =
        DeadLetterBuilder.of(source + "." + QueueKeys.shardOf(user, 3) + "." + id, source, user)
            .messageId("m" + random.nextInt(20))
            .reason(DeadLetter.REASONS.get(random.nextInt(DeadLetter.REASONS.size())))
            .message(MESSAGES.get(random.nextInt(MESSAGES.size())))
            .deadAt(base.plusMillis(random.nextInt(40)));
    if (random.nextBoolean()) {
      builder.event("E \"" + random.nextInt(3) + "\"").workflow("w" + random.nextInt(3));
    }
    if (random.nextBoolean()) {
      builder.status(400 + random.nextInt(3));
    }
    return builder.build();
  }

  private Filter filter(Random random) {
    String word = MESSAGES.get(random.nextInt(MESSAGES.size()));
    int from = random.nextInt(word.length() + 1);
    String part = word.substring(from, from + random.nextInt(word.length() - from + 1));
    Instant since = random.nextInt(3) > 0 ? null : base.plusMillis(random.nextInt(40));
    return new Filter(
        random.nextInt(5) > 0 ? null : source,
        random.nextInt(3) > 0 ? null : DeadLetter.REASONS.get(random.nextInt(4)),
        random.nextInt(4) > 0 ? null : "u" + random.nextInt(8),
        random.nextInt(4) > 0 ? null : "E \"" + random.nextInt(3) + "\"",
        since,
        random.nextInt(3) > 0
            ? null
            : (since == null ? base : since).plusMillis(random.nextInt(30)),
        random.nextInt(5) > 0 ? null : "m" + random.nextInt(20),
        random.nextInt(5) > 0 ? null : "w" + random.nextInt(3),
        random.nextInt(4) > 0 ? null : random.nextInt(4) == 0 ? Filter.NO_STATUS : 401,
        part.isEmpty() || random.nextInt(3) > 0
            ? null
            : random.nextBoolean() ? part : part.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT));
  }

  private static boolean matches(Filter filter, DeadLetter letter) {
    Integer status = letter.status() == null ? Integer.valueOf(0) : letter.status();
    return isIn(filter.source(), letter.source())
        && isIn(filter.reason(), letter.reason())
        && isIn(filter.userId(), letter.userId())
        && isIn(filter.event(), letter.event())
        && isIn(filter.messageId(), letter.messageId())
        && isIn(filter.workflow(), letter.workflow())
        && (filter.status() == null || filter.status().equals(status))
        && (filter.since() == null || !letter.deadAt().isBefore(filter.since()))
        && (filter.until() == null || letter.deadAt().isBefore(filter.until()))
        && (filter.text() == null || ascii(letter.message()).contains(ascii(filter.text())));
  }

  private static boolean isIn(@Nullable String wanted, @Nullable String value) {
    return wanted == null || wanted.equals(value);
  }

  private static String ascii(String text) {
    var lower = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      lower.setCharAt(i, c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
    }
    return lower.toString();
  }

  private static Filter text(String text) {
    return new Filter(null, null, null, null, null, null, null, null, null, text);
  }

  private static Filter messageId(String id) {
    return new Filter(null, null, null, null, null, null, id, null, null, null);
  }

  private static Filter reason(String reason) {
    return new Filter(null, reason, null, null, null, null);
  }

  private static Filter status(int status) {
    return new Filter(null, null, null, null, null, null, null, null, status, null);
  }

  private DeadLetter bury(RedisEventQueue queue, DeadLetter letter) {
    enqueue(queue, letter.userId(), letter.id());
    int shard = QueueKeys.shardOf(letter.userId(), queue.shards(source));
    ClaimedUser user = get(queue.claim(source, shard, 1, true)).users().get(0);
    settle(queue, user, 0, new Next.Release(), new Settled.Dead(letter));
    return letter;
  }
}
