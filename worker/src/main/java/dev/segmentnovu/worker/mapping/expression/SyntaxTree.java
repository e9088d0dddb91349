package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Parser.Symbol;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The library's syntax tree of an expression. The library does not expose it, so it is read by
 * reflection: there is no other way to replace the regular expressions, and to find a misspelt
 * function before an event meets it.
 */
final class SyntaxTree {

  private static final Field ROOT = field(Jsonata.class, "ast");
  private static final Field ENVIRONMENT = field(Jsonata.class, "environment");
  private static final Field TYPE = field(Symbol.class, "type");
  private static final Field VALUE = field(Symbol.class, "value");
  private static final Field POSITION = field(Symbol.class, "position");
  private static final Field LEFT = field(Symbol.class, "lhs");
  private static final Map<String, Field> CHILD_FIELDS = new ConcurrentHashMap<>();
  private static final Field ARGUMENTS = field(Symbol.class, "arguments");

  /** They would map an event differently each time, or run what a client sent. */
  private static final Set<String> FORBIDDEN_FUNCTIONS = Set.of("random", "shuffle", "eval");

  private final Jsonata expression;
  private final List<Symbol> nodes = new ArrayList<>();

  SyntaxTree(Jsonata expression) {
    this.expression = expression;
    collect();
  }

  /** A name that is not defined, with the number of characters up to its end. */
  record UnknownName(String problem, int position) {}

  /** The number of characters up to the end of {@code node}; 0 if it is not known. */
  static int position(Symbol node) {
    return (int) get(POSITION, node);
  }

  /** The root node, which gives the value of {@code expression}. */
  static Symbol root(Jsonata expression) {
    return (Symbol) get(ROOT, expression);
  }

  /** The kind of {@code node}: {@code path}, {@code binary}, … */
  static String type(Symbol node) {
    return String.valueOf(get(TYPE, node));
  }

  /** The operator, name or literal of {@code node}, as text. */
  static String value(Symbol node) {
    return String.valueOf(get(VALUE, node));
  }

  /** The node in the field {@code name} of {@code node}, or null. */
  static @Nullable Symbol child(Symbol node, String name) {
    return get(CHILD_FIELDS.computeIfAbsent(name, SyntaxTree::childField), node)
            instanceof Symbol child
        ? child
        : null;
  }

  /** The nodes in the field {@code name} of {@code node}; empty if there are none. */
  static List<Symbol> children(Symbol node, String name) {
    List<Symbol> children = new ArrayList<>();
    if (get(CHILD_FIELDS.computeIfAbsent(name, SyntaxTree::childField), node)
        instanceof List<?> list) {
      for (Object child : list) {
        if (child instanceof Symbol symbol) {
          children.add(symbol);
        }
      }
    }
    return children;
  }

  private static Field childField(String name) {
    return field(Symbol.class, name);
  }

  /** The nodes whose values the expression assigns to variables, by the variable. */
  Map<String, Symbol> bindings() {
    Map<String, Symbol> bindings = new HashMap<>();
    for (Symbol node : nodes) {
      Symbol value = "bind".equals(get(TYPE, node)) ? child(node, "rhs") : null;
      if (value != null && get(LEFT, node) instanceof Symbol variable) {
        bindings.put(String.valueOf(get(VALUE, variable)), value);
      }
    }
    return bindings;
  }

  private void collect() {
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Object> open = new ArrayDeque<>();
    open.add(get(ROOT, expression));
    while (!open.isEmpty()) {
      Object next = open.remove();
      if (!seen.add(next)) {
        continue;
      }
      if (next instanceof Symbol node) {
        nodes.add(node);
        for (Class<?> type = node.getClass(); type != Object.class; type = type.getSuperclass()) {
          for (Field field : type.getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
              field.setAccessible(true);
              addIfTraversable(get(field, node), open);
            }
          }
        }
      } else if (next instanceof Collection<?> list) {
        list.forEach(element -> addIfTraversable(element, open));
      } else if (next instanceof Object[] array) {
        Arrays.asList(array).forEach(element -> addIfTraversable(element, open));
      }
    }
  }

  private static void addIfTraversable(@Nullable Object value, Deque<Object> open) {
    if (value instanceof Symbol || value instanceof Collection<?> || value instanceof Object[]) {
      open.add(value);
    }
  }

  /** Replaces the library's regular expressions by {@link BoundedRegex}. */
  void replaceRegularExpressions() {
    for (Symbol node : nodes) {
      if (get(VALUE, node) instanceof Pattern pattern) {
        set(VALUE, node, new BoundedRegex(pattern));
      }
    }
  }

  /** The first use of a function or variable that is not defined, or null. */
  @Nullable UnknownName findUnknownName() {
    Set<String> bound = boundNames();
    var environment = (Frame) get(ENVIRONMENT, expression);
    UnknownName first = null;
    for (Symbol node : nodes) {
      if (!"variable".equals(get(TYPE, node))) {
        continue;
      }
      String name = String.valueOf(get(VALUE, node));
      int position = position(node);
      boolean known =
          name.isEmpty()
              || name.equals("$")
              || bound.contains(name)
              || (!FORBIDDEN_FUNCTIONS.contains(name) && environment.lookup(name) != null);
      if (!known && (first == null || position < first.position())) {
        first = new UnknownName(problem(name), position);
      }
    }
    return first;
  }

  private static String problem(String name) {
    return switch (name) {
      case "random", "shuffle" ->
          "$" + name + " is not available: each sending of an event must be the same";
      case "eval" -> "$eval is not available: it would run what a client sent";
      default -> "There is no $" + name;
    };
  }

  /** The names that the expression itself assigns a value, anywhere. */
  private Set<String> boundNames() {
    Set<String> names = new HashSet<>();
    for (Symbol node : nodes) {
      if ("bind".equals(get(TYPE, node)) && get(LEFT, node) instanceof Symbol variable) {
        names.add(String.valueOf(get(VALUE, variable)));
      } else if ("lambda".equals(get(TYPE, node)) && get(ARGUMENTS, node) instanceof List<?> list) {
        list.forEach(argument -> names.add(String.valueOf(get(VALUE, argument))));
      }
      names.add(String.valueOf(node.focus));
      names.add(String.valueOf(node.index));
    }
    return names;
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("The library has another version than expected", e);
    }
  }

  @SuppressWarnings("NullAway") // the field is null if the node has no such child
  private static Object get(Field field, Object of) {
    try {
      return field.get(of);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Field field, Object of, Object value) {
    try {
      field.set(of, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
