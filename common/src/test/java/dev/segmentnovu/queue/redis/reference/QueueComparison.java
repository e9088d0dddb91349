package dev.segmentnovu.queue.redis.reference;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.redis.SteppedRedis;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.redisson.api.RScript;
import org.redisson.client.codec.StringCodec;

/** Compares all that Redis holds of a source with {@link QueueModel}. */
final class QueueComparison {

  /** Everything there is, in one flat list; a look past the queue's own scripts. */
  private static final String DUMP =
      """
      local out = {}
      for _, set in ipairs({ 'ready', 'parked', 'dead', 'dead:unmapped' }) do
        out[#out + 1] = redis.call('ZRANGE', ARGV[1] .. set, 0, -1, 'WITHSCORES')
      end
      for _, hash in ipairs({ 'stats', 'dead:letters', 'dead:entries', 'heads' }) do
        out[#out + 1] = redis.call('HGETALL', ARGV[1] .. hash)
      end
      for i = 2, #ARGV do
        out[#out + 1] = redis.call('LRANGE', ARGV[1] .. 'q:' .. ARGV[i], 0, -1)
      end
      out[#out + 1] = redis.call('ZRANGE', ARGV[1] .. 'parked:since', 0, -1)
      out[#out + 1] = redis.call('LRANGE', ARGV[1] .. 'deliveries', 0, -1)
      return out
      """;

  private final SteppedRedis redis;
  private final QueueKeys keys;
  private final List<String> users;
  private final QueueModel model;

  QueueComparison(SteppedRedis redis, QueueKeys keys, List<String> users, QueueModel model) {
    this.redis = redis;
    this.keys = keys;
    this.users = users;
    this.model = model;
  }

  /** Fails if Redis and the model differ, or if Redis breaks an invariant of the queue. */
  void assertAgreement() {
    List<Object> arguments = new ArrayList<>(List.of(keys.prefix()));
    arguments.addAll(users);
    List<List<Object>> dump =
        redis
            .client()
            .getScript(StringCodec.INSTANCE)
            .eval(
                RScript.Mode.READ_ONLY,
                DUMP,
                RScript.ReturnType.LIST,
                List.of(),
                arguments.toArray());
    Map<String, String> ready = pairs(dump.get(0));
    Map<String, String> parked = pairs(dump.get(1));
    Map<String, String> counters = pairs(dump.get(4));
    Map<String, String> heads = new TreeMap<>(pairs(dump.get(7)));
    long events = 0;
    long bytes = 0;
    long claimed = 0;
    for (int i = 0; i < users.size(); i++) {
      String name = users.get(i);
      String head = heads.remove(name);
      // settled events stand in the list until their claim ends
      String[] parts = head == null ? new String[] {"-", "0", "0"} : head.split(" ", 4);
      int settled = Integer.parseInt(parts[2]);
      assertThat(settled).isBetween(0, Integer.parseInt(parts[1]));
      List<Object> list = dump.get(8 + i).subList(settled, dump.get(8 + i).size());
      QueueModel.User user = model.users.get(name);
      assertThat(parked.containsKey(name))
          .as("%s stands in parked, whether events wait or not", name)
          .isEqualTo(user != null && user.parked);
      assertThat(ready.containsKey(name))
          .as("%s stands in ready if events wait, and it is not parked", name)
          .isEqualTo(!list.isEmpty() && !parked.containsKey(name));
      assertThat(list).as("events of %s", name).isEqualTo(user == null ? List.of() : user.events);
      assertThat(head).as("head of %s", name).isEqualTo(head(user, settled));
      if (user != null) {
        assertThat((user.parked ? parked : ready).get(name))
            .as("time of %s", name)
            .isEqualTo(String.valueOf(user.eligibleAt));
      }
      events += list.size();
      bytes += list.stream().mapToLong(e -> ((String) e).getBytes(UTF_8).length).sum();
      claimed += head == null || head.startsWith("- ") ? 0 : 1;
    }
    assertThat(heads).as("heads of nobody").isEmpty();
    assertThat(ready.size() + parked.size()).isEqualTo(model.users.size());
    assertThat(dump.get(8 + users.size())).hasSameElementsAs(parked.keySet());
    List<Object> finished = dump.get(9 + users.size());
    assertThat(finished).as("finished events").isEqualTo(model.finished(finished.size()));
    var texts = new TreeMap<String, String>();
    var entries = new TreeMap<String, String>();
    model.letters.byId.forEach((id, letter) -> texts.put(id, letter.text()));
    model.letters.byId.forEach(
        (id, letter) -> {
          entries.put(id, letter.entry());
          if (!letter.details().isEmpty()) {
            entries.put(id + ":details", letter.details());
          }
        });
    assertThat(pairs(dump.get(2))).as("dead letters").isEqualTo(times(false));
    assertThat(pairs(dump.get(3))).as("unmapped ones").isEqualTo(times(true));
    assertThat(pairs(dump.get(5))).isEqualTo(texts);
    assertThat(pairs(dump.get(6))).isEqualTo(entries);
    var expected = new TreeMap<>(model.totals);
    expected.put("events", events);
    expected.put("bytes", bytes);
    expected.put("claimed", claimed);
    expected.put("dead-bytes", model.letters.bytes(false));
    expected.put("unmapped-bytes", model.letters.bytes(true));
    expected.forEach(
        (name, value) ->
            assertThat(Long.parseLong(counters.getOrDefault(name, "0")))
                .as("counter %s", name)
                .isEqualTo(value));
  }

  private Map<String, String> times(boolean unmappedOnes) {
    var times = new TreeMap<String, String>();
    model.letters.byId.forEach(
        (id, letter) -> {
          if (letter.unmapped() == unmappedOnes) {
            times.put(id, String.valueOf(letter.deadAt()));
          }
        });
    return times;
  }

  private static @Nullable String head(QueueModel.@Nullable User user, int inList) {
    if (user == null || (user.token == null && user.claims == 0 && user.state == null)) {
      return null;
    }
    return String.format(
        "%s %d %d %d %s",
        user.token == null ? "-" : user.token,
        user.token == null ? 0 : user.settled,
        inList,
        user.claims,
        user.state == null ? "" : user.state);
  }

  private static Map<String, String> pairs(List<Object> flat) {
    var pairs = new TreeMap<String, String>();
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put((String) flat.get(i), (String) flat.get(i + 1));
    }
    return pairs;
  }
}
