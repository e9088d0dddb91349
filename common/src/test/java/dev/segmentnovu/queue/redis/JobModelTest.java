package dev.segmentnovu.queue.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.DeadLetter;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.jobs.Job;
import dev.segmentnovu.queue.jobs.JobOrder;
import dev.segmentnovu.queue.jobs.JobOrder.Action;
import dev.segmentnovu.queue.jobs.JobOrder.Mapping;
import dev.segmentnovu.queue.jobs.JobProgress;
import dev.segmentnovu.queue.jobs.JobQueue;
import dev.segmentnovu.queue.jobs.JobStore.Draft;
import dev.segmentnovu.queue.jobs.JobWork.Done;
import dev.segmentnovu.queue.jobs.JobWork.Instruction;
import dev.segmentnovu.queue.jobs.JobWork.Letter;
import dev.segmentnovu.queue.jobs.JobWork.Outcome;
import dev.segmentnovu.queue.jobs.JobWork.Part;
import dev.segmentnovu.queue.jobs.JobWork.Step;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random steps of three processes that run one job, while events die, operators replay and delete
 * dead letters by hand, workers hold users, processes forget what they read, and calls are sent
 * twice. In the end each dead letter of the frozen filter, or of the ids, was acted on once, by
 * somebody, and the counts of the job agree.
 *
 * <p>{@code -Drelay.model.seed=N} repeats one run.
 */
final class JobModelTest extends RedisQueueFixture {

  private static final int LETTERS = 60;
  private static final int SHARDS = 2;

  private final Instant base = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(60);
  private final Set<String> byHand = new HashSet<>();
  private final Set<String> frozen = new HashSet<>();
  private final Set<String> broken = new HashSet<>();

  /** How often each dead letter's event came back into the queue. */
  private final Map<String, Integer> returned = new HashMap<>();

  /** A process: what it has read and not acted on. */
  private static final class JobProcess {
    int part;
    @Nullable String place;
    @Nullable Step read;
  }

  @RepeatedTest(8)
  void each_dead_letter_is_acted_on_once_whatever_happens_meanwhile() {
    long seed = Long.getLong("relay.model.seed", System.nanoTime());
    var random = new SplittableRandom(seed);
    var queue = queue(Duration.ofSeconds(60), SHARDS);
    DeadLetters dead = queue.operators().deadLetters(List.of(source));
    JobQueue jobs = queue.operators().jobs();
    for (int i = 0; i < LETTERS; i++) {
      frozen.add(bury(queue, i, base.plusMillis(i), random));
    }
    JobOrder order = get(jobs.work().sorted(order(random)));
    String id = UUID.randomUUID().toString();
    get(jobs.store().create(new Draft(id, "f", order, LETTERS, "test", base)));
    assertThat(get(jobs.work().count(order))).isEqualTo(LETTERS);

    List<JobProcess> processes = List.of(new JobProcess(), new JobProcess(), new JobProcess());
    List<ClaimedUser> held = new ArrayList<>();
    int letters = LETTERS;
    while (processes.stream().noneMatch(each -> each.part == SHARDS)) {
      JobProcess process = processes.get(random.nextInt(processes.size()));
      switch (random.nextInt(10)) {
        case 0 -> bury(queue, letters++, base.plusSeconds(30), random);
        case 1 -> changeByHand(dead, letters, random);
        case 2 -> process.read = null; // it dies, and another takes its place
        case 3 -> held.addAll(claim(queue, random));
        case 4 -> release(queue, held);
        default -> step(jobs, id, order, process, random);
      }
    }
    release(queue, held);
    Job job = get(jobs.store().find(id)).orElseThrow();
    get(jobs.store().hold(id, "me", Duration.ofSeconds(5)));
    get(jobs.store().finish(job, "me", Job.State.DONE, base, null));
    drain(queue);

    Job ended = get(jobs.store().find(id)).orElseThrow();
    JobProgress progress = ended.progress();
    assertThat(ended.state()).isEqualTo(Job.State.DONE);
    Set<String> left = new HashSet<>();
    for (String letter : frozen) {
      boolean isThere = get(dead.find(letter)).isPresent();
      if (isThere) {
        left.add(letter);
      }
      assertThat(returned.getOrDefault(letter, 0))
          .as("seed %d: %s came back", seed, letter)
          .isEqualTo(
              isThere || (order.action() == Action.DISCARD && !byHand.contains(letter)) ? 0 : 1);
    }
    assertThat(broken).as("seed %d", seed).containsAll(left);
    assertThat(progress.failed()).as("seed %d", seed).isGreaterThanOrEqualTo(left.size());
    assertThat(acted).as("seed %d: what the steps said", seed).isEqualTo(progress.acted());
    assertThat(progress.acted() + progress.failed() + gone(left))
        .as("seed %d: the counts of %s", seed, progress)
        .isEqualTo(LETTERS);
  }

  /** What operators took before the job came to it; they may also take what it has passed. */
  private long gone(Set<String> left) {
    long failedThenTaken =
        broken.stream().filter(each -> byHand.contains(each) && passed.contains(each)).count();
    assertThat(left).noneMatch(byHand::contains);
    return byHand.stream().filter(frozen::contains).count() - failedThenTaken;
  }

  private final Set<String> passed = new HashSet<>();

  /** What the steps say that they did. */
  private long acted;

  private void step(
      JobQueue jobs, String id, JobOrder order, JobProcess process, SplittableRandom random) {
    if (process.part == SHARDS) {
      return;
    }
    var part = new Part(source, process.part);
    if (process.read == null) {
      if (process.place == null || random.nextInt(4) == 0) {
        process.place = get(jobs.work().place(id, part));
      }
      process.read = get(jobs.work().read(order, part, process.place, 1 + random.nextInt(6)));
      return;
    }
    Step read = process.read;
    process.read = null;
    Outcome outcome = Outcome.DONE;
    if (!read.to().equals(read.from())) {
      List<Instruction> instructions = read.letters().stream().map(this::instruction).toList();
      Done done = get(jobs.work().act(id, order, part, read, instructions));
      outcome = done.outcome();
      acted += done.acted();
      if (outcome != Outcome.ELSEWHERE) {
        notePassed(order, part, get(jobs.work().place(id, part)), read);
      }
      if (random.nextInt(3) == 0) {
        acted += get(jobs.work().act(id, order, part, read, instructions)).acted(); // sent twice
      }
    } else {
      // the place may be an old one
      outcome =
          read.from().equals(get(jobs.work().place(id, part))) ? Outcome.DONE : Outcome.ELSEWHERE;
    }
    process.place = outcome == Outcome.DONE ? read.to() : null;
    if (outcome == Outcome.DONE && read.last()) {
      process.part++;
      process.place = null;
    }
  }

  private void notePassed(JobOrder order, Part part, String place, Step read) {
    if (place.equals(read.from())) {
      return; // the user of the first letter was busy
    }
    String prefix = source + "." + part.shard() + ".";
    List<String> ids = order.ids().stream().filter(each -> each.startsWith(prefix)).toList();
    for (Letter letter : read.letters()) {
      if (!byHand.contains(letter.id())) {
        passed.add(letter.id());
      }
      if (place.endsWith(" " + letter.id()) || place.equals("" + (ids.indexOf(letter.id()) + 1))) {
        return;
      }
    }
  }

  private Instruction instruction(Letter letter) {
    return broken.contains(letter.id())
        ? new Instruction(letter, "unreadable", null)
        : new Instruction(letter, null, letter.id().getBytes(UTF_8));
  }

  private JobOrder order(SplittableRandom random) {
    boolean hasIds = random.nextBoolean();
    return new JobOrder(
        random.nextInt(3) == 0 ? Action.DISCARD : Action.REPLAY,
        hasIds ? JobOrder.NOTHING : new Filter(null, null, null, null, null, base.plusSeconds(10)),
        List.of(source),
        random.nextBoolean() ? Position.TAIL : Position.HEAD,
        Mapping.CURRENT,
        false,
        null,
        100,
        hasIds ? ids(random) : List.of());
  }

  /** In any order, with some that never existed. */
  private List<String> ids(SplittableRandom random) {
    List<String> ids = new ArrayList<>(frozen);
    for (int i = 0; i < 10; i++) {
      ids.add(source + "." + i % (SHARDS + 1) + ".gone" + i);
    }
    Collections.shuffle(ids, new Random(random.nextLong()));
    return ids;
  }

  private void changeByHand(DeadLetters dead, int letters, SplittableRandom random) {
    String user = "u" + random.nextInt(5);
    int number = random.nextInt(letters);
    String id = id(user, number);
    ReplayResult result = get(dead.replay(id, Position.TAIL, utf8(id)));
    if (result == ReplayResult.REPLAYED) {
      byHand.add(id);
    }
  }

  private static String user(int number) {
    return "u" + number % 5;
  }

  private String id(String user, int number) {
    return source + "." + QueueKeys.shardOf(user, SHARDS) + ".l" + number;
  }

  private String bury(RedisEventQueue queue, int number, Instant at, SplittableRandom random) {
    String user = user(number);
    String id = id(user, number);
    // of a user of its own, so that other events of the user stay where they are
    String alone = user;
    while (QueueKeys.shardOf(alone, SHARDS) != QueueKeys.shardOf(user, SHARDS)
        || alone.equals(user)) {
      alone = "x" + random.nextInt(1_000_000);
    }
    enqueue(queue, alone, id);
    DeadLetter letter =
        DeadLetterBuilder.of(id, source, user)
            .reason(random.nextBoolean() ? DeadLetter.UNMAPPED : "rejected")
            .deadAt(at)
            .build();
    if (random.nextInt(6) == 0) {
      broken.add(id);
    }
    int shard = QueueKeys.shardOf(user, SHARDS);
    List<ClaimedUser> others = new ArrayList<>();
    for (ClaimedUser claimed : get(queue.claim(source, shard, 100, true)).users()) {
      if (claimed.orderingKey().equals(alone)) {
        settle(queue, claimed, 0, new Next.Release(), new Settled.Dead(letter));
      } else {
        others.add(claimed);
      }
    }
    release(queue, others);
    return id;
  }

  private List<ClaimedUser> claim(RedisEventQueue queue, SplittableRandom random) {
    return get(queue.claim(source, random.nextInt(SHARDS), 1, true)).users();
  }

  /** Gives back what is held, as it was. */
  private void release(RedisEventQueue queue, List<ClaimedUser> held) {
    held.forEach(user -> settle(queue, user, 0, new Next.Release()));
    held.clear();
  }

  private void drain(RedisEventQueue queue) {
    for (int shard = 0; shard < SHARDS; shard++) {
      List<ClaimedUser> users;
      do {
        users = get(queue.claim(source, shard, 10, true)).users();
        for (ClaimedUser user : users) {
          List<Settled> delivered = new ArrayList<>();
          for (byte[] entry : user.entries()) {
            returned.merge(new String(entry, UTF_8), 1, Integer::sum);
            delivered.add(delivered());
          }
          settle(queue, user, 0, new Next.Release(), delivered.toArray(Settled[]::new));
        }
      } while (!users.isEmpty());
    }
  }
}
