package dev.segmentnovu.queue.redis.auditlog;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segmentnovu.queue.admin.AuditEntries;
import dev.segmentnovu.queue.admin.AuditEntries.Action;
import dev.segmentnovu.queue.admin.AuditEntries.Entry;
import dev.segmentnovu.queue.admin.AuditEntries.Page;
import dev.segmentnovu.queue.redis.TestRedis;
import dev.segmentnovu.queue.redis.client.RedisConnection;
import dev.segmentnovu.queue.redis.client.Script;
import dev.segmentnovu.queue.redis.client.ScriptArguments;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The stored audit log, which all tests of one Redis share: each test knows its own entries. */
final class RedisAuditEntriesTest {

  private final RedisConnection redis = new RedisConnection(TestRedis.redis());
  private final AuditEntries entries = new RedisAuditEntries(redis);
  private final String me = "me-" + UUID.randomUUID();

  @AfterEach
  void close() {
    redis.close();
  }

  private Action action(String action) {
    return new Action(me, "operator", "::1", action, "web", null, Map.of("n", "1"));
  }

  private List<Action> mine(int limit) {
    List<Action> mine = new ArrayList<>();
    String cursor = null;
    do {
      Page page = get(entries.list(cursor, limit));
      page.items().stream()
          .map(Entry::action)
          .filter(each -> each.by().equals(me))
          .forEach(mine::add);
      cursor = page.next();
    } while (cursor != null);
    return mine;
  }

  @Test
  void entries_are_listed_newest_first_over_pages() {
    Instant before = Instant.now().minusSeconds(60);
    for (int i = 0; i < 5; i++) {
      get(entries.store(action("a" + i)));
    }

    assertThat(mine(2))
        .isEqualTo(mine(500))
        .extracting(Action::action)
        .containsExactly("a4", "a3", "a2", "a1", "a0");
    assertThat(mine(3).get(4)).isEqualTo(action("a0"));
    assertThat(get(entries.list(null, 1)).items().get(0).at()).isAfter(before);
  }

  @Test
  void a_script_that_is_sent_twice_adds_one_entry() {
    Script script = Script.load("store_audit_entry");
    String id = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      var arguments =
          new ScriptArguments().text(id).bytes(ActionCodec.encode(action("once"))).number(10_000);
      assertThat(get(redis.number(script, List.of(RedisAuditEntries.KEY), arguments)))
          .isEqualTo(1 - i);
    }

    assertThat(mine(100)).containsExactly(action("once"));
  }

  @Test
  void the_oldest_entries_make_room() {
    String key = "relay:{" + me + "}:audit";
    Script script = Script.load("store_audit_entry");
    for (int i = 0; i < 5; i++) {
      get(
          redis.number(
              script, List.of(key), new ScriptArguments().text("id" + i).text("e" + i).number(3)));
    }

    var reply =
        get(
            redis.list(
                Script.load("list_audit_entries"),
                List.of(key),
                new ScriptArguments().text("+").number(10)));
    List<String> texts = new ArrayList<>();
    while (reply.hasMore()) {
      reply.text();
      texts.add(reply.text());
    }
    assertThat(texts).containsExactly("e4", "e3", "e2");
  }

  @Test
  void long_texts_are_cut() {
    Action action =
        new Action(
            me, "viewer", "::1", "a", null, "x".repeat(5_000), Map.of("d", "y".repeat(5_000)));
    get(entries.store(action));

    Action stored = mine(100).get(0);
    assertThat(stored.subject()).hasSize(Action.LONGEST).endsWith("x…");
    assertThat(stored.details().get("d")).hasSize(Action.LONGEST).endsWith("y…");
  }

  @Test
  void a_cursor_that_no_page_had_is_refused() {
    for (String cursor : List.of("x", "1", "(1-1", "+", "1-1 ")) {
      assertThatThrownBy(() -> get(entries.list(cursor, 10)))
          .hasRootCauseInstanceOf(IllegalArgumentException.class);
    }
  }

  private static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, SECONDS);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
