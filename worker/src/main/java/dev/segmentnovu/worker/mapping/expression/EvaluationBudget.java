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
 * The limit on what one evaluation may cost. It counts work and not time, so that an event that is
 * mapped on one machine is mapped on every other machine. One unit is an evaluated node of the
 * expression, an element of a list, 16 characters of a text, or 8 characters that a regular
 * expression reads.
 *
 * <p>The library's own bounds ({@code Frame.setRuntimeBounds}) are not used: they depend on the
 * clock, and do not count anything within the second and later members of an object or array.
 */
final class EvaluationBudget {

  /** Some tens of milliseconds in the worst case; a usual expression needs 10 to 100 units. */
  static final int MAX_UNITS = 100_000;

  /** The limit of nested expressions. The stack of an event loop allows several times as many. */
  static final int MAX_DEPTH = 300;

  private static final int CHARS_PER_UNIT = 16;

  /** The evaluation on this thread. The library has no other way to pass it to functions. */
  private static final ThreadLocal<@Nullable EvaluationBudget> CURRENT = new ThreadLocal<>();

  private final Instant now;
  private final @Nullable IdParts idParts;
  private int unitsLeft = MAX_UNITS;
  private final Deque<Symbol> open = new ArrayDeque<>();

  private EvaluationBudget(Instant now, @Nullable IdParts idParts) {
    this.now = now;
    this.idParts = idParts;
  }

  /**
   * The evaluation exceeds a limit, or its result cannot be JSON. A {@link JException}, because the
   * library passes on no others.
   */
  static final class ExceededException extends JException {
    private static final long serialVersionUID = 1L;

    ExceededException(String message) {
      super(message);
    }
  }

  /**
   * Begins an evaluation on this thread; {@link #end} must follow.
   *
   * @param idParts the parts of ids, none of which may be missing; null if the expression makes no
   *     ids
   */
  static EvaluationBudget begin(Instant now, @Nullable IdParts idParts) {
    var budget = new EvaluationBudget(now, idParts);
    CURRENT.set(budget);
    return budget;
  }

  static void end() {
    CURRENT.remove();
  }

  /**
   * The budget of the evaluation on this thread.
   *
   * @throws IllegalStateException if there is none
   */
  static EvaluationBudget current() {
    EvaluationBudget budget = CURRENT.get();
    if (budget == null) {
      throw new IllegalStateException("No expression is evaluated on this thread");
    }
    return budget;
  }

  /** Counts each node that is evaluated in {@code environment}. */
  static void countNodes(Frame environment) {
    environment.setEvaluateEntryCallback(EvaluationBudget::enter);
    environment.setEvaluateExitCallback(EvaluationBudget::exit);
  }

  private static void enter(Symbol node, Object input, Frame frame) {
    EvaluationBudget budget = current();
    budget.spend(1);
    budget.open.push(node);
    if (budget.open.size() > MAX_DEPTH) {
      throw new ExceededException("nests deeper than " + MAX_DEPTH + ": an endless recursion?");
    }
  }

  private static void exit(Symbol node, Object input, Frame frame, @Nullable Object result) {
    EvaluationBudget budget = current();
    budget.open.pop();
    if (budget.idParts != null) {
      budget.idParts.check(node, result);
    }
    if (result instanceof Collection<?> list) {
      budget.spend(list.size());
    } else if (result instanceof String text) {
      budget.spendOnText(text.length());
    } else if (result instanceof Map<?, ?> map) {
      budget.spend(map.size());
    }
  }

  /**
   * The number of characters of the expression up to the part that is being evaluated; -1 if it is
   * not known.
   */
  int position() {
    Symbol node = open.peek();
    int position = node == null ? 0 : SyntaxTree.position(node);
    return position == 0 ? -1 : position; // some nodes have no position
  }

  /** The value of {@code $now()}. */
  Instant now() {
    return now;
  }

  /**
   * Takes {@code units} from the budget.
   *
   * @throws ExceededException if fewer are left
   */
  void spend(long units) {
    if (units > unitsLeft) {
      throw new ExceededException(
          "takes more than "
              + MAX_UNITS
              + " steps: a recursion or range without bound, or a regular expression that"
              + " backtracks too often?");
    }
    unitsLeft -= (int) units;
  }

  /** Takes the cost of a text of {@code chars} characters; call it before the text is created. */
  void spendOnText(long chars) {
    spend(chars / CHARS_PER_UNIT);
  }
}
