package dev.segmentnovu.queue.redis;

import dev.segmentnovu.queue.Settlement.Next;
import dev.segmentnovu.queue.Settlement.Settled;
import dev.segmentnovu.queue.admin.DeadLetters;
import dev.segmentnovu.queue.admin.DeadLetters.Filter;
import dev.segmentnovu.queue.redis.script.QueueKeys;
import dev.segmentnovu.testing.DeadLetterBuilder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.redisson.api.RScript;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;

/** A queue, and a hand that writes keys past it. */
abstract class WrongKeysFixture extends RedisQueueFixture {

  static final Filter ALL = new Filter(null, null, null, null, null, null);

  RedisEventQueue queue;
  final RedissonClient hand = TestRedis.client();

  @BeforeEach
  void begin() {
    queue = queue();
  }

  @AfterEach
  void end() {
    hand.getKeys().deleteByPattern("relay:{" + source + "*");
    hand.shutdown();
  }

  DeadLetters letters() {
    return queue.operators().deadLetters(List.of(source));
  }

  Settled.Dead dead(String user) {
    return new Settled.Dead(DeadLetterBuilder.unique(source, user).build());
  }

  Settled.Dead buried(String user) {
    enqueue(queue, user, user + "-dies");
    Settled.Dead dead = dead(user);
    settle(queue, claimOne(queue), 0, new Next.Release(), dead);
    return dead;
  }

  /** Whom a claim gives, in order of their ids, and with what. */
  List<String> claimed() {
    return get(queue.claim(source, 0, 10, true)).users().stream()
        .map(user -> user.orderingKey() + " " + texts(user))
        .sorted()
        .toList();
  }

  /** Runs a command on keys of the source, whose names are given without their prefix. */
  Object plant(String command, String... more) {
    List<Object> words = new ArrayList<>(List.of(command.split(" ")));
    String prefix = QueueKeys.of(source, 0, 1).prefix();
    words.set(1, prefix + words.get(1));
    if (words.get(0).equals("COPY")) {
      words.set(2, prefix + words.get(2));
    }
    words.addAll(List.of(more));
    return hand.getScript(StringCodec.INSTANCE)
        .eval(
            RScript.Mode.READ_WRITE,
            "return redis.call(unpack(ARGV))",
            words.get(0).equals("GET") ? RScript.ReturnType.VALUE : RScript.ReturnType.LONG,
            List.of(),
            words.toArray());
  }
}
