package dev.segmentnovu.queue.redis.reference;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.segmentnovu.queue.ClaimedUser;
import dev.segmentnovu.queue.FinishedEvent;
import dev.segmentnovu.queue.NewEvent;
import dev.segmentnovu.queue.SettleResult;
import dev.segmentnovu.queue.Settlement;
import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters.Position;
import dev.segmentnovu.queue.admin.DeadLetters.ReplayResult;
import dev.segmentnovu.queue.admin.users.Users.RetryResult;
import dev.segmentnovu.queue.admin.users.Users.SkipResult;
import dev.segmentnovu.queue.redis.script.DeadLetterCodec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The queue of one source and shard as plain Java: what the scripts have to agree with. */
final class QueueModel {

  /** A user for whom events wait, or that is parked. */
  static final class User {
    final List<String> events = new ArrayList<>();
    long eligibleAt;
    boolean parked;
    @Nullable String token;
    int settled;
    int claims;
    @Nullable String state;

    void forgetHead() {
      token = null;
      settled = 0;
      claims = 0;
      state = null;
    }
  }

  /** What a claim gives. */
  record Claimed(String userId, @Nullable String state, int claims, List<String> events) {}

  final Map<String, User> users = new TreeMap<>();
  final Map<String, Long> totals = new TreeMap<>();
  final LettersModel letters = new LettersModel(totals);

  /** Records of all finished events, the latest at the end; of those forgotten, the time. */
  final List<String> finished = new ArrayList<>();

  private final int remembered;
  private final MessageIdsModel messageIds;
  private long clock;

  /**
   * An empty queue that remembers a message id for {@code window} ms at least, and {@code
   * remembered} finished events.
   */
  QueueModel(long window, int remembered) {
    messageIds = new MessageIdsModel(window);
    this.remembered = remembered;
  }

  /** Returns how many were duplicates. */
  int enqueue(long now, List<NewEvent> events, Function<byte[], String> text) {
    messageIds.forget(now);
    clock = now - clock >= 1_000 ? now : clock;
    int duplicates = 0;
    for (NewEvent event : events) {
      if (messageIds.add(event.messageId())) {
        append(now, event.orderingKey(), text.apply(event.entry()));
        count("enqueued", 1);
      } else {
        duplicates++;
        count("duplicates", 1);
      }
    }
    return duplicates;
  }

  /** Waits go on for what was left of them when the clock is turned back. */
  private void waitOn(long now) {
    long back = clock - now;
    if (back > 1_000) {
      for (User user : users.values()) {
        if (user.eligibleAt > now) {
          user.eligibleAt = Math.max(now, user.eligibleAt - back);
        }
      }
    }
    clock = Math.abs(back) >= 1_000 ? now : clock;
  }

  private void append(long now, String userId, String entry) {
    User user = users.get(userId);
    if (user == null) {
      user = new User();
      user.eligibleAt = now;
      users.put(userId, user);
    }
    user.events.add(entry);
  }

  List<Claimed> claim(
      long now, int limit, int events, long lease, String token, boolean suspectAllowed) {
    List<Claimed> claimed = new ArrayList<>();
    boolean room = suspectAllowed;
    waitOn(now);
    for (var due : due(now).stream().limit(limit).toList()) {
      User user = due.getValue();
      boolean suspect = user.claims + 1 > ClaimedUser.UNSUSPECTED;
      if (suspect && !room) {
        user.eligibleAt = now + 1000;
        continue;
      }
      room &= !suspect;
      user.token = token;
      user.settled = 0;
      user.claims++;
      user.eligibleAt = now + lease;
      claimed.add(
          new Claimed(
              due.getKey(),
              user.state,
              user.claims,
              List.copyOf(user.events.subList(0, Math.min(events, user.events.size())))));
    }
    return claimed;
  }

  private List<Map.Entry<String, User>> due(long now) {
    return users.entrySet().stream()
        .filter(user -> !user.getValue().parked && user.getValue().eligibleAt <= now)
        .sorted(
            Comparator.comparingLong((Map.Entry<String, User> user) -> user.getValue().eligibleAt)
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  int dueUsers(long now) {
    return due(now).size();
  }

  /** Ms until the next user is due, or -1 if there is none. */
  long nextDue(long now) {
    return users.values().stream()
        .filter(user -> !user.parked)
        .mapToLong(user -> Math.max(0, user.eligibleAt - now))
        .min()
        .orElse(-1);
  }

  SettleResult settle(long time, long lease, Settlement settlement) {
    // while the clock is behind that of the latest claim, the next claim takes the difference off
    long now = clock - time > 1_000 ? clock : time;
    User user = users.get(settlement.user().orderingKey());
    int n = settlement.settled().size();
    if (user == null || !settlement.user().token().equals(user.token)) {
      return SettleResult.STALE;
    }
    if (user.settled != settlement.position()) {
      return user.settled == settlement.position() + n ? SettleResult.APPLIED : SettleResult.STALE;
    }
    for (Settled settled : settlement.settled()) {
      if (!user.events.isEmpty()) {
        settled(settlement.user().orderingKey(), user.events.remove(0), settled);
      }
      FinishedEvent record = settled.finished();
      if (record != null && remembered > 0) {
        finished.add(time + " " + new String(record.encode(), UTF_8));
      }
    }
    if (n > 0) {
      user.state = null;
    }
    boolean keep = settlement.next() instanceof Next.Keep;
    boolean parked = user.parked;
    if (user.events.isEmpty()) {
      emptied(time, settlement.user().orderingKey(), user);
    } else if (keep && !parked) {
      user.settled += n;
      user.claims = n > 0 ? 1 : user.claims;
      user.eligibleAt = now + lease;
    } else {
      giveBack(now, user, n, settlement.next());
    }
    return keep && parked ? SettleResult.PARKED : SettleResult.APPLIED;
  }

  private void emptied(long now, String userId, User user) {
    user.forgetHead();
    user.eligibleAt = now;
    if (!user.parked) {
      users.remove(userId);
    }
  }

  /** What is left of the records if {@code listed} are: when they are cut depends on the calls. */
  List<String> finished(int listed) {
    int margin = Math.max(10, remembered / 10);
    if (listed < Math.min(remembered, finished.size()) || listed > remembered + margin) {
      throw new AssertionError(listed + " records are listed of " + remembered);
    }
    return finished.subList(finished.size() - listed, finished.size());
  }

  private static void giveBack(long now, User user, int settled, Next next) {
    user.token = null;
    user.settled = 0;
    user.eligibleAt = now;
    if (next instanceof Next.Fault fault) {
      user.eligibleAt += fault.delay().toMillis();
      return;
    }
    boolean untouched = settled == 0;
    if (next instanceof Next.Backoff backoff) {
      user.eligibleAt += backoff.delay().toMillis();
      if (backoff.retryState() != null) {
        user.state = backoff.retryState();
        untouched = false;
      }
    }
    user.claims = untouched ? Math.max(0, user.claims - 1) : 0;
  }

  private void settled(String userId, String entry, Settled settled) {
    if (settled instanceof Settled.Dead dead) {
      String text = new String(DeadLetterCodec.encode(dead.deadLetter()), UTF_8);
      letters.byId.put(
          dead.deadLetter().id(),
          new LettersModel.Letter(
              userId,
              entry,
              text,
              dead.deadLetter().details().isEmpty() ? "" : dead.deadLetter().details().toString(),
              dead.deadLetter().isUnmapped(),
              dead.deadLetter().deadAt().toEpochMilli()));
      count("died", 1);
    } else {
      count(settled instanceof Settled.Skipped ? "skipped" : "delivered", 1);
    }
  }

  ReplayResult replay(long now, String id, Position position, String entry) {
    LettersModel.Letter letter = letters.byId.get(id);
    if (letter == null) {
      return ReplayResult.GONE;
    }
    User user = users.get(letter.userId());
    if (position == Position.TAIL || user == null) {
      append(now, letter.userId(), entry);
    } else if (user.token != null && user.eligibleAt > now) {
      return ReplayResult.BUSY;
    } else {
      user.forgetHead();
      user.events.add(0, entry);
      user.eligibleAt = now;
    }
    letters.byId.remove(id);
    return ReplayResult.REPLAYED;
  }

  void park(long now, String userId) {
    User user = users.get(userId);
    if (user == null) {
      user = new User();
      user.eligibleAt = now;
      users.put(userId, user);
    }
    user.parked = true;
  }

  void unpark(String userId) {
    User user = users.get(userId);
    if (user != null) {
      user.parked = false;
      if (user.events.isEmpty()) {
        users.remove(userId);
      }
    }
  }

  RetryResult retry(long now, String userId) {
    User user = users.get(userId);
    if (user == null) {
      return RetryResult.NOTHING_WAITS;
    }
    if (user.parked) {
      return RetryResult.PARKED;
    }
    if (user.eligibleAt > now && user.token != null) {
      return RetryResult.CLAIMED;
    }
    user.eligibleAt = Math.min(now, user.eligibleAt);
    return RetryResult.DUE;
  }

  SkipResult skip(long now, String userId) {
    User user = users.get(userId);
    if (user == null || user.events.isEmpty()) {
      return SkipResult.NOTHING_WAITS;
    }
    return user.token != null && user.eligibleAt > now ? SkipResult.CLAIMED : SkipResult.SKIPPED;
  }

  /** The dead letter is written as the queue made it. */
  void skipped(long now, String userId, String id, String text, String details) {
    User user = Objects.requireNonNull(users.get(userId));
    letters.byId.put(
        id, new LettersModel.Letter(userId, user.events.remove(0), text, details, false, now));
    count("died", 1);
    if (user.events.isEmpty()) {
      emptied(now, userId, user);
    } else {
      user.forgetHead();
      user.eligibleAt = now;
    }
  }

  /** Returns how many events were forgotten, and how many dead letters. */
  List<Long> forget(String userId) {
    User user = users.remove(userId);
    long before = letters.byId.size();
    letters.byId.values().removeIf(letter -> letter.userId().equals(userId));
    finished.replaceAll(
        record ->
            userId.equals(userOf(record)) ? record.substring(0, record.indexOf(' ') + 1) : record);
    return List.of(user == null ? 0L : user.events.size(), before - letters.byId.size());
  }

  private static @Nullable String userOf(String record) {
    byte[] text = record.getBytes(UTF_8);
    return FinishedEvent.decode(text, record.indexOf(' ') + 1)
        .map(FinishedEvent::userId)
        .orElse(null);
  }

  private void count(String name, long by) {
    totals.merge(name, by, Long::sum);
  }
}
