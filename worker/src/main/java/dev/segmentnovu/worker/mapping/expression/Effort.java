package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Parser.Symbol;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one evaluation may still cost. Counted in work and not in time, so that an event that is
 * mapped on one machine is mapped on every other: one unit is a node of the expression evaluated,
 * an element of a list, 16 characters of a text, or 8 looks of a regular expression at its subject.
 * The library's own bounds ({@code Frame.setRuntimeBounds}) are not used: they look at the clock,
 * and count nothing within the second and later members of an object or array.
 */
final class Effort {

  /** Some tens of milliseconds at the very worst; a usual expression takes 10 to 100. */
  static final int MOST = 100_000;

  /** Of expressions within expressions; the stack of an event loop bears several times as much. */
  static final int DEEPEST = 300;

  private static final int CHARS_PER_UNIT = 16;

  /** The evaluation on this thread: the library's functions have no other way to learn of it. */
  private static final ThreadLocal<@Nullable Effort> CURRENT = new ThreadLocal<>();

  private final Instant now;
  private final @Nullable IdParts ids;
  private int left = MOST;
  private final Deque<Symbol> open = new ArrayDeque<>();

  private Effort(Instant now, @Nullable IdParts ids) {
    this.now = now;
    this.ids = ids;
  }

  /** More than {@link #MOST}. The library passes on its own exceptions only. */
  static final class ExceededException extends JException {
    private static final long serialVersionUID = 1L;

    ExceededException(String message) {
      super(message);
    }
  }

  /**
   * Begins an evaluation on this thread; {@link #end} must follow.
   *
   * @param ids the parts of ids, none of which may be missing; null if the expression makes none
   */
  static Effort begin(Instant now, @Nullable IdParts ids) {
    var effort = new Effort(now, ids);
    CURRENT.set(effort);
    return effort;
  }

  static void end() {
    CURRENT.remove();
  }

  static Effort current() {
    Effort effort = CURRENT.get();
    if (effort == null) {
      throw new IllegalStateException("No expression is evaluated on this thread");
    }
    return effort;
  }

  /** Has the nodes of an expression counted that is evaluated in {@code environment}. */
  static void count(Frame environment) {
    environment.setEvaluateEntryCallback(Effort::enter);
    environment.setEvaluateExitCallback(Effort::exit);
  }

  private static void enter(Symbol node, Object input, Frame frame) {
    Effort effort = current();
    effort.spend(1);
    effort.open.push(node);
    if (effort.open.size() > DEEPEST) {
      throw new ExceededException("nests deeper than " + DEEPEST + ": a recursion without end?");
    }
  }

  private static void exit(Symbol node, Object input, Frame frame, @Nullable Object result) {
    Effort effort = current();
    effort.open.pop();
    if (effort.ids != null) {
      effort.ids.check(node, result);
    }
    if (result instanceof Collection<?> list) {
      effort.spend(list.size());
    } else if (result instanceof String text) {
      effort.spendOnText(text.length());
    } else if (result instanceof Map<?, ?> map) {
      effort.spend(map.size());
    }
  }

  /**
   * How many characters from the beginning of the expression the part that is being evaluated is
   * seen; -1 if that is not known.
   */
  int position() {
    Symbol node = open.peek();
    int position = node == null ? 0 : SyntaxTree.position(node);
    return position == 0 ? -1 : position; // some nodes do not know theirs
  }

  /** The time the expression sees. */
  Instant now() {
    return now;
  }

  /** Throws {@link ExceededException} if that is more than is left. */
  void spend(long units) {
    if (units > left) {
      throw new ExceededException(
          "takes more than "
              + MOST
              + " steps: a recursion or range without bound, or a regular expression that goes back"
              + " and forth?");
    }
    left -= (int) units;
  }

  /** For a text that is about to be made. */
  void spendOnText(long chars) {
    spend(chars / CHARS_PER_UNIT);
  }
}
