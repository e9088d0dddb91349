package dev.segmentnovu.queue.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.redis.reshard.Resharding.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two runs of the command at a time, and calls that reach Redis late: nothing is lost. */
final class ReshardingRivalsTest extends ReshardingFixture {

  private static final int FROM = 2;
  private static final int TO = 3;
  private static final int MANY = 2_500;

  /** More than a run has calls. */
  static IntStream calls() {
    return IntStream.rangeClosed(1, 60);
  }

  @ParameterizedTest
  @MethodSource("calls")
  void the_later_of_two_runs_goes_on_and_the_other_changes_nothing_more(int call) {
    RedisEventQueue running = in(FROM);
    List<DeadLetter> letters = fill(running);
    var connection = new CutRedis();
    RedisEventQueue first = queue(connection, FROM);
    open.add(first);
    List<Result> later = new ArrayList<>();
    connection.beforeCall(call, () -> later.add(run(FROM, TO)));

    Result result = run(first);

    assertThat(later)
        .allSatisfy(
            each -> assertThat(each).isInstanceOfAny(Result.Done.class, Result.Nothing.class));
    assertThat(result)
        .isInstanceOfAny(Result.Refused.class, Result.Done.class, Result.Nothing.class);
    assertWhole(running, letters);
  }

  @RepeatedTest(5)
  void two_runs_at_the_same_time_lose_nothing() throws Exception {
    RedisEventQueue running = in(FROM);
    List<DeadLetter> letters = fill(running);
    List<CompletableFuture<Result>> runs = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      runs.add(CompletableFuture.supplyAsync(() -> run(FROM, TO)));
    }

    assertThat(runs)
        .anySatisfy(run -> assertThat(run.join()).isNotInstanceOf(Result.Refused.class));
    runs.forEach(CompletableFuture::join);
    assertWhole(running, letters);
  }

  @RepeatedTest(5)
  void calls_that_reach_redis_again_and_late_change_nothing() {
    long seed = random.nextLong();
    random.setSeed(seed);
    System.out.println("Late calls, seed " + seed);
    RedisEventQueue running = in(FROM);
    List<DeadLetter> letters = fill(running);
    var connection = new LateRedis(random);
    RedisEventQueue command = queue(connection, FROM);
    open.add(command);

    assertThat(run(command)).isInstanceOf(Result.Done.class);
    connection.sendAllAgain();

    assertWhole(running, letters);
  }

  private Result run(RedisEventQueue command) {
    return command.resharding().run(source, TO, OptionalInt.empty(), progress -> {});
  }

  private List<DeadLetter> fill(RedisEventQueue queue) {
    for (int i = 0; i < 6; i++) {
      sendMany(queue, "u" + i, 3);
    }
    List<DeadLetter> letters = disturb(queue);
    sendMany(queue, "hot", MANY);
    sendMany(queue, "hotter", MANY);
    return letters;
  }

  /** All that was sent is there, in order and once, and so are the dead letters. */
  private void assertWhole(RedisEventQueue queue, List<DeadLetter> letters) {
    get(queue.layout().agree(source));
    assertThat(queue.shards(source)).isEqualTo(TO);
    assertWell(queue);
    assertOnlyIdsLeft(FROM, TO);
    var deadLetters = queue.operators().deadLetters(List.of(source));
    for (DeadLetter letter : letters) {
      assertThat(get(deadLetters.find(letter.id()))).as(letter.id()).isPresent();
    }
    assertThat(get(queue.stats(source)).dead()).isEqualTo(letters.size());
    drain(queue);
    assertThat(sent.values()).allMatch(List::isEmpty);
  }
}
