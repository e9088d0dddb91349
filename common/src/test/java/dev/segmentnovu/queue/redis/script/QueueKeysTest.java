package dev.segmentnovu.queue.redis.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the shards of a source lie among the slots of a Redis Cluster. */
final class QueueKeysTest {

  /** The last slots but the very last, as {@code redis-cli --cluster create} deals them out. */
  private static final List<Integer> THREE = List.of(5460, 10922);

  private static final List<String> SOURCES =
      List.of("default", "web", "ios", "a", "mobile-app_2", "0");

  static List<List<Object>> spreads() {
    List<List<Object>> all = new ArrayList<>();
    for (String source : SOURCES) {
      for (int shards : List.of(3, 6, 12, 64, 256)) {
        all.add(List.of(source, shards));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("spreads")
  void each_shard_lies_in_the_part_of_its_number(List<Object> spread) {
    String source = (String) spread.get(0);
    int shards = (int) spread.get(1);
    for (int shard = 0; shard < shards; shard++) {
      assertThat(slot(source, shard, shards) * shards / 16384).isEqualTo(shard);
    }
  }

  /** Whatever the Cluster was made with: tools round differently. */
  @ParameterizedTest
  @MethodSource("spreads")
  void three_primaries_have_equally_many_shards(List<Object> spread) {
    String source = (String) spread.get(0);
    int shards = (int) spread.get(1);
    for (List<Integer> borders :
        List.of(THREE, List.of(5461, 10922), List.of(5460, 10921), List.of(5461, 10923))) {
      assertEqual(held(List.of(source), shards, borders), shards, "borders " + borders);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 6, 7})
  void other_numbers_of_primaries_have_equally_many_shards_too(int primaries) {
    List<Integer> borders =
        IntStream.range(1, primaries)
            .mapToObj(i -> Math.toIntExact(Math.round(i * 16384.0 / primaries)) - 1)
            .toList();
    for (String source : SOURCES) {
      for (int shards = 2; shards <= 32; shards++) {
        assertEqual(
            held(List.of(source), shards, borders), shards, source + " in " + shards + " shards");
      }
    }
  }

  /** Shards too few to be everywhere: then it is the sources that are. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 5})
  void sources_with_few_shards_are_not_all_on_one_primary(int shards) {
    List<String> sources = IntStream.range(0, 300).mapToObj(i -> "source-" + i).toList();
    int third = 300 * shards / 3;
    assertThat(Arrays.stream(held(sources, shards, THREE)).boxed())
        .allMatch(held -> held > third * 3 / 4 && held < third * 5 / 4);
  }

  /** All processes, of any version, meet in these names. */
  @ParameterizedTest
  @CsvSource({
    "default, 0, 1, relay:{default:0}:",
    "default, 0, 12, relay:{default:0:116}:",
    "default, 11, 12, relay:{default:11:73}:",
    "web, 255, 256, relay:{web:255:2398}:",
  })
  void the_hash_tag_is_the_first_that_fits(String source, int shard, int shards, String prefix) {
    assertThat(QueueKeys.of(source, shard, shards).prefix()).isEqualTo(prefix);
  }

  @Test
  void slots_are_those_of_redis() {
    // the value that the specification of Redis Cluster gives for its CRC16
    assertThat(QueueKeys.slot("123456789")).isEqualTo(0x31C3);
  }

  @Test
  void keys_of_a_source_are_in_the_order_of_its_shards_and_made_once() {
    var all = new ShardKeys(3);
    assertThat(all.of("web"))
        .containsExactly(
            QueueKeys.of("web", 0, 3), QueueKeys.of("web", 1, 3), QueueKeys.of("web", 2, 3));
    assertThat(all.of("web")).isSameAs(all.of("web"));
  }

  /** Where they do not divide evenly, one more or less. */
  private static void assertEqual(int[] held, int shards, String what) {
    int least = shards / held.length;
    int most = (shards + held.length - 1) / held.length;
    assertThat(held)
        .as(what)
        .satisfies(each -> assertThat(Arrays.stream(each)).allMatch(n -> n >= least && n <= most));
  }

  private static int[] held(List<String> sources, int shards, List<Integer> borders) {
    int[] held = new int[borders.size() + 1];
    for (String source : sources) {
      for (int shard = 0; shard < shards; shard++) {
        int slot = slot(source, shard, shards);
        held[(int) borders.stream().filter(last -> slot > last).count()]++;
      }
    }
    return held;
  }

  private static int slot(String source, int shard, int shards) {
    String prefix = QueueKeys.of(source, shard, shards).prefix();
    return QueueKeys.slot(prefix.substring(prefix.indexOf('{') + 1, prefix.indexOf('}')));
  }
}
