package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.event.EventType;
import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.users.EventSearch;
import dev.segmentnovu.queue.admin.users.EventSearch.Unknown;
import dev.segmentnovu.queue.admin.users.EventSearch.Waiting;
import dev.segmentnovu.queue.history.ActivityRecorder;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.DeadLetterBuilder;
import dev.segmentnovu.testing.Events;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.redisson.api.RedissonClient;
import org.redisson.api.redisnode.RedisNode.InfoSection;
import org.redisson.api.redisnode.RedisNodes;
import org.redisson.client.codec.StringCodec;

/** Which lists of users a search by message id reads. */
final class EventSearchCostTest extends RedisQueueFixture {

  private static final int SHARDS = 4;
  private static final int USERS = 200;

  private final RedisEventQueue queue = queue(Duration.ofSeconds(60), SHARDS);
  private final EventSearch search =
      queue.operatorQueue(() -> List.of(source), new ActivityRecorder()).eventSearch();
  private final RedissonClient client = TestRedis.client();

  /** Lists that are read if no event waits: rejections and finished events. */
  private long others;

  @BeforeEach
  void search_without_events() {
    long before = listsRead();
    get(search.find("m", null, null));
    others = listsRead() - before;
  }

  @AfterEach
  void disconnect() {
    client.shutdown();
  }

  @Test
  void only_the_shard_that_remembers_the_id_is_read() {
    enqueue(Instant.now());
    int shard = QueueKeys.shardOf("u7", SHARDS);
    long users = client.getScoredSortedSet(keys(shard).ready(), StringCodec.INSTANCE).size();
    long before = listsRead();

    assertThat(get(search.find("m7", null, null)).place()).isInstanceOf(Waiting.class);
    assertThat(listsRead() - before).isLessThanOrEqualTo(users + others);
  }

  @Test
  void no_list_is_read_for_an_id_that_no_shard_remembers_while_all_events_are_younger() {
    enqueue(Instant.now());
    began(Duration.ofMinutes(30));
    long before = listsRead();

    assertThat(get(search.find("m", null, null)).place()).isEqualTo(new Unknown());
    assertThat(listsRead() - before).isEqualTo(others);
  }

  @Test
  void a_list_that_began_before_what_is_remembered_is_read() {
    enqueue(Instant.now());
    began(Duration.ofMinutes(30));
    enqueue("old", "old", Instant.now().minus(Duration.ofHours(1)));
    forget("old", "old");
    long before = listsRead();

    assertThat(get(search.find("old", null, null)).place()).isInstanceOf(Waiting.class);
    assertThat(listsRead() - before).isLessThanOrEqualTo(1 + others);
  }

  @Test
  void an_event_that_was_put_back_is_found_behind_younger_ones() {
    began(Duration.ofMinutes(30));
    enqueue("u", "replayed", Instant.now().minus(Duration.ofHours(1)));
    ClaimedUser user =
        get(queue.claim(source, QueueKeys.shardOf("u", SHARDS), 1, true)).users().get(0);
    var letter = DeadLetterBuilder.of(source + "." + user.shard() + ".x", source, "u").build();
    settle(queue, user, 0, new Next.Release(), new Settled.Dead(letter));
    forget("u", "replayed");
    enqueue("u", "young", Instant.now());
    began(Duration.ofMinutes(30));
    get(
        queue
            .deadLetters(List.of(source))
            .replay(letter.id(), Position.TAIL, user.entries().get(0)));

    var found = (Waiting) get(search.find("replayed", null, null)).place();

    assertThat(found.position()).isEqualTo(1);
  }

  @Test
  void all_lists_are_read_where_no_message_id_is_remembered() {
    enqueue(Instant.now());
    for (int shard = 0; shard < SHARDS; shard++) {
      client.getKeys().delete(keys(shard).seen());
    }

    assertThat(get(search.find("m7", null, null)).place()).isInstanceOf(Waiting.class);
  }

  private QueueKeys keys(int shard) {
    return QueueKeys.of(source, shard, SHARDS);
  }

  private void enqueue(Instant receivedAt) {
    for (int i = 0; i < USERS; i++) {
      enqueue("u" + i, "m" + i, receivedAt);
    }
  }

  private void enqueue(String user, String id, Instant receivedAt) {
    byte[] entry =
        EventCodec.encode(
            Events.of(EventType.TRACK, "{'userId':'" + user + "','event':'A'}")
                .messageId(id)
                .receivedAt(receivedAt)
                .stored());
    get(queue.enqueue(source, List.of(new NewEvent(user, id, entry))));
  }

  /** The shards remember the message ids of this time. */
  private void began(Duration ago) {
    for (int shard = 0; shard < SHARDS; shard++) {
      client
          .<String, String>getMap(keys(shard).stats(), StringCodec.INSTANCE)
          .fastPut("seen-since", "" + Instant.now().minus(ago).toEpochMilli());
    }
  }

  /** The window of an event's message id is over. */
  private void forget(String user, String id) {
    int shard = QueueKeys.shardOf(user, SHARDS);
    client.getSet(keys(shard).seen(), StringCodec.INSTANCE).remove(id);
  }

  private long listsRead() {
    String calls =
        client
            .getRedisNodes(RedisNodes.SINGLE)
            .getInstance()
            .info(InfoSection.COMMANDSTATS)
            .getOrDefault("cmdstat_lrange", "calls=0,");
    return Long.parseLong(calls.substring("calls=".length(), calls.indexOf(',')));
  }
}
