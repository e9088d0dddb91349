package dev.segmentnovu.worker.novu;

import dev.segmentnovu.concurrent.EventLoopConfined;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A call that waits for its turn, or is under way. */
@EventLoopConfined
public final class QueuedCall {

  private final NovuCall call;
  private final Attempt attempt;
  private final AttemptTime time;
  private final Maker maker;
  private final @Nullable BatchKind bulk;
  private byte @Nullable [] part;
  private final long since;
  private final Promise<CallOutcome> answer;

  /** Who wants the calls made. */
  public interface Maker {
    /**
     * Makes them.
     *
     * @param together at least one; those of more than one go in one call
     */
    void make(List<QueuedCall> together, CallPermits.Permit turn);

    /** Has one made later, if at all: there is no turn for it within its patience. */
    void refused(QueuedCall call, Duration comeAgain);
  }

  /**
   * A call that waits from now on.
   *
   * @param bulk the kind it may go with others in, as {@link BatchKind#of} has it; null to go alone
   */
  QueuedCall(
      NovuCall call, Attempt attempt, AttemptTime time, @Nullable BatchKind bulk, Maker maker) {
    this(call, attempt, time, bulk, maker, Promise.promise());
  }

  private QueuedCall(
      NovuCall call,
      Attempt attempt,
      AttemptTime time,
      @Nullable BatchKind bulk,
      Maker maker,
      Promise<CallOutcome> answer) {
    this.call = call;
    this.attempt = attempt;
    this.time = time;
    this.maker = maker;
    this.bulk = bulk;
    this.answer = answer;
    since = time.now();
  }

  /** A call that waits for as long as {@code patience}, and is made by {@code maker}. */
  public static QueuedCall of(NovuCall call, Duration patience, Maker maker) {
    var time = new AttemptTime(System::nanoTime, Duration.ofMinutes(1), patience);
    return new QueuedCall(call, new Attempt("", 0, 0, 0), time, call.bulk(), maker);
  }

  /** What is called. */
  public NovuCall call() {
    return call;
  }

  /** The kind it may go with others in; null if it goes alone. */
  public @Nullable BatchKind bulk() {
    return bulk;
  }

  /** What it takes up there, in bytes. */
  public int partBytes() {
    return part().length + 1;
  }

  /** How long it may wait. */
  public Duration patience() {
    return time.patience();
  }

  /** Its turn has come. */
  public void go(CallPermits.Permit turn) {
    go(List.of(this), turn);
  }

  /**
   * The turn of these has come, which go in one call.
   *
   * @param together at least one; of more than one all of the same kind
   */
  public static void go(List<QueuedCall> together, CallPermits.Permit turn) {
    together.forEach(each -> each.time.waitedSince(each.since));
    together.get(0).maker.make(together, turn);
  }

  /** There is no turn for it within its patience. */
  public void refuse(Duration comeAgain) {
    time.waitedSince(since);
    maker.refused(this, comeAgain);
  }

  /** The same call, which waits anew and goes alone. */
  QueuedCall alone() {
    return new QueuedCall(call, attempt, time, null, maker, answer);
  }

  Attempt attempt() {
    return attempt;
  }

  byte[] part() {
    byte[] made = part;
    if (made == null) {
      made = bulk == null ? call.bytes() : bulk.part(call);
      part = made;
    }
    return made;
  }

  long leftMillis() {
    return time.leftMillis();
  }

  /** Ends the call; the first answer counts. */
  void answered(CallOutcome with) {
    answer.tryComplete(with);
  }

  Future<CallOutcome> answer() {
    return answer.future();
  }
}
