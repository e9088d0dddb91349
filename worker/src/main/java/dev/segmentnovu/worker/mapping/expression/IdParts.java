package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Parser.Symbol;
import com.dashjoin.jsonata.Utils.JList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The parts that an expression makes ids of: the operands of {@code &}, and what {@code $join} puts
 * together. To JSONata a part that is not there is an empty text, so {@code "comment-" &
 * properties.commentId} would be the same id for all events without a {@code commentId}.
 *
 * <p>Only parts that become part of the value count, not those within a condition or a predicate;
 * of an object only the members that hold an id.
 */
final class IdParts {

  /** What these give does not hold what they are given. */
  private static final Set<String> JUDGES =
      Set.of("exists", "boolean", "not", "count", "contains", "type", "length");

  private static final int SHOWN_CHARS = 100;

  private final Set<String> idMembers;
  private final Map<String, Symbol> bound = new HashMap<>();
  private final IdentityHashMap<Object, Boolean> walked = new IdentityHashMap<>();

  /** Each part, and the name that a message gives it if the event lacks it. */
  private final IdentityHashMap<Object, String> parts = new IdentityHashMap<>();

  private IdParts(Set<String> idMembers) {
    this.idMembers = idMembers;
  }

  /** A part of an id is not there. The library passes on its own exceptions only. */
  static final class MissingException extends com.dashjoin.jsonata.JException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }

  /**
   * The parts of {@code expression}.
   *
   * @param idMembers the members of objects that hold ids
   * @return null if it puts no id together
   */
  static @Nullable IdParts of(Jsonata expression, SyntaxTree tree, Set<String> idMembers) {
    var ids = new IdParts(idMembers);
    ids.bound.putAll(tree.bindings());
    ids.walk(SyntaxTree.root(expression));
    return ids.parts.isEmpty() ? null : ids;
  }

  /**
   * To be called with what {@code node} gave.
   *
   * @throws MissingException if it is a part, and gave nothing, null, or from the event a blank
   */
  void check(Symbol node, @Nullable Object result) {
    String name = parts.get(node);
    if (name == null) {
      return;
    }
    @Nullable Object value = result;
    if (value instanceof JList<?> list && list.size() < 2) {
      value = list.isEmpty() ? null : list.get(0);
    }
    boolean missing =
        value == null
            || value == Jsonata.NULL_VALUE
            || (value instanceof String text && text.isBlank() && isReference(node));
    if (missing) {
      throw new MissingException(name + " is missing in this event");
    }
  }

  private void walk(@Nullable Symbol node) {
    if (node == null || walked.put(node, true) != null) {
      return;
    }
    switch (SyntaxTree.type(node)) {
      case "binary" -> {
        if (SyntaxTree.value(node).equals("&")) {
          part(SyntaxTree.child(node, "lhs"));
          part(SyntaxTree.child(node, "rhs"));
        }
      }
      case "unary" -> {
        if (SyntaxTree.value(node).equals("[")) {
          SyntaxTree.children(node, "expressions").forEach(this::walk);
        } else if (SyntaxTree.value(node).equals("{") && node.lhsObject != null) {
          node.lhsObject.forEach(this::walkMember);
        }
      }
      case "path" -> walkLast(SyntaxTree.children(node, "steps"));
      case "block" -> walkLast(SyntaxTree.children(node, "expressions"));
      case "condition" -> {
        walk(SyntaxTree.child(node, "then"));
        walk(SyntaxTree.child(node, "_else"));
      }
      case "bind" -> walk(SyntaxTree.child(node, "rhs"));
      case "apply" -> {
        walk(SyntaxTree.child(node, "lhs"));
        walk(SyntaxTree.child(node, "rhs"));
      }
      case "lambda" -> walk(SyntaxTree.child(node, "body"));
      case "variable" -> walk(bound.get(SyntaxTree.value(node)));
      case "function", "partial" -> walkCall(node);
      default -> {
        // names, texts and numbers: they put nothing together
      }
    }
  }

  private void walkLast(List<Symbol> nodes) {
    if (!nodes.isEmpty()) {
      walk(nodes.get(nodes.size() - 1));
    }
  }

  private void walkMember(Symbol[] member) {
    if (idMembers.contains(SyntaxTree.value(member[0]))) {
      walk(member[1]);
    }
  }

  private void walkCall(Symbol call) {
    Symbol procedure = SyntaxTree.child(call, "procedure");
    String function = procedure == null ? "" : SyntaxTree.value(procedure);
    List<Symbol> arguments = SyntaxTree.children(call, "arguments");
    if (JUDGES.contains(function)) {
      return;
    }
    walk(procedure);
    arguments.forEach(this::walk);
    if (function.equals("join") && !arguments.isEmpty()) {
      Symbol list = arguments.get(0);
      if (SyntaxTree.value(list).equals("[")) {
        SyntaxTree.children(list, "expressions").forEach(this::part);
      }
    }
  }

  private void part(@Nullable Symbol operand) {
    if (operand != null) {
      parts.put(operand, name(operand));
      walk(operand);
    }
  }

  private static String name(Symbol node) {
    var name = new StringBuilder();
    for (Symbol step :
        SyntaxTree.type(node).equals("path") ? SyntaxTree.children(node, "steps") : List.of(node)) {
      String type = SyntaxTree.type(step);
      if (!type.equals("name") && !type.equals("variable")) {
        int position = SyntaxTree.position(node);
        return position == 0 ? "a part" : "the part at character " + position;
      }
      name.append(name.isEmpty() ? "" : ".")
          .append(type.equals("variable") ? "$" : "")
          .append(SyntaxTree.value(step));
    }
    return name.length() > SHOWN_CHARS ? "a part" : "part `" + name + "`";
  }

  /** Whether a blank of {@code node} is the event's, and not wanted by the rule itself. */
  private static boolean isReference(Symbol node) {
    return Set.of("path", "name", "variable").contains(SyntaxTree.type(node));
  }
}
