package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.JException;
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
 * The parts that an expression concatenates to ids: the operands of {@code &} and the elements that
 * {@code $join} joins. JSONata treats an absent part as an empty text, so {@code "comment-" &
 * properties.commentId} would be the same id for all events without a {@code commentId}.
 *
 * <p>Only parts that become part of the value count, and not those in a condition or a predicate.
 * Of an object, only the members that hold an id count.
 */
final class IdParts {

  /** Functions whose value does not contain their arguments. */
  private static final Set<String> FUNCTIONS_WITHOUT_PARTS =
      Set.of("exists", "boolean", "not", "count", "contains", "type", "length");

  private static final int MAX_NAME_CHARS = 100;

  private final Set<String> idMembers;
  private final Map<String, Symbol> bindings = new HashMap<>();
  private final IdentityHashMap<Object, Boolean> visited = new IdentityHashMap<>();

  /** The parts, each with its name for the message if the event lacks it. */
  private final IdentityHashMap<Object, String> parts = new IdentityHashMap<>();

  private IdParts(Set<String> idMembers) {
    this.idMembers = idMembers;
  }

  /**
   * The event lacks a part of an id. A {@code JException}, because the library passes on no others.
   */
  static final class MissingException extends JException {
    private static final long serialVersionUID = 1L;

    MissingException(String message) {
      super(message);
    }
  }

  /**
   * The parts of {@code expression}.
   *
   * @param idMembers the members of objects that hold ids
   * @return null if it concatenates no ids
   */
  static @Nullable IdParts of(Jsonata expression, SyntaxTree tree, Set<String> idMembers) {
    var ids = new IdParts(idMembers);
    ids.bindings.putAll(tree.bindings());
    ids.visit(SyntaxTree.root(expression));
    return ids.parts.isEmpty() ? null : ids;
  }

  /**
   * Checks the value of {@code node}, if it is a part of an id.
   *
   * @throws MissingException if the value is undefined, null, or a blank text of the event
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

  private void visit(@Nullable Symbol node) {
    if (node == null || visited.put(node, true) != null) {
      return;
    }
    switch (SyntaxTree.type(node)) {
      case "binary" -> {
        if (SyntaxTree.value(node).equals("&")) {
          addPart(SyntaxTree.child(node, "lhs"));
          addPart(SyntaxTree.child(node, "rhs"));
        }
      }
      case "unary" -> {
        if (SyntaxTree.value(node).equals("[")) {
          SyntaxTree.children(node, "expressions").forEach(this::visit);
        } else if (SyntaxTree.value(node).equals("{") && node.lhsObject != null) {
          node.lhsObject.forEach(this::visitMember);
        }
      }
      case "path" -> visitLast(SyntaxTree.children(node, "steps"));
      case "block" -> visitLast(SyntaxTree.children(node, "expressions"));
      case "condition" -> {
        visit(SyntaxTree.child(node, "then"));
        visit(SyntaxTree.child(node, "_else"));
      }
      case "bind" -> visit(SyntaxTree.child(node, "rhs"));
      case "apply" -> {
        visit(SyntaxTree.child(node, "lhs"));
        visit(SyntaxTree.child(node, "rhs"));
      }
      case "lambda" -> visit(SyntaxTree.child(node, "body"));
      case "variable" -> visit(bindings.get(SyntaxTree.value(node)));
      case "function", "partial" -> visitCall(node);
      default -> {
        // names, texts and numbers concatenate nothing
      }
    }
  }

  private void visitLast(List<Symbol> nodes) {
    if (!nodes.isEmpty()) {
      visit(nodes.get(nodes.size() - 1));
    }
  }

  private void visitMember(Symbol[] member) {
    if (idMembers.contains(SyntaxTree.value(member[0]))) {
      visit(member[1]);
    }
  }

  private void visitCall(Symbol call) {
    Symbol procedure = SyntaxTree.child(call, "procedure");
    String function = procedure == null ? "" : SyntaxTree.value(procedure);
    List<Symbol> arguments = SyntaxTree.children(call, "arguments");
    if (FUNCTIONS_WITHOUT_PARTS.contains(function)) {
      return;
    }
    visit(procedure);
    arguments.forEach(this::visit);
    if (function.equals("join") && !arguments.isEmpty()) {
      Symbol list = arguments.get(0);
      if (SyntaxTree.value(list).equals("[")) {
        SyntaxTree.children(list, "expressions").forEach(this::addPart);
      }
    }
  }

  private void addPart(@Nullable Symbol operand) {
    if (operand != null) {
      parts.put(operand, name(operand));
      visit(operand);
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
    return name.length() > MAX_NAME_CHARS ? "a part" : "part `" + name + "`";
  }

  /** Whether {@code node} refers to the event; a blank text in the rule itself is intended. */
  private static boolean isReference(Symbol node) {
    return Set.of("path", "name", "variable").contains(SyntaxTree.type(node));
  }
}
