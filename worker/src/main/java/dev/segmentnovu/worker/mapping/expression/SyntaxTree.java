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
 * The library's tree of an expression. It is not open to others, so it is read by reflection: there
 * is no other way to take the regular expressions out, and to find a misspelt function before an
 * event does.
 */
final class SyntaxTree {

  private static final Field ROOT = field(Jsonata.class, "ast");
  private static final Field ENVIRONMENT = field(Jsonata.class, "environment");
  private static final Field TYPE = field(Symbol.class, "type");
  private static final Field VALUE = field(Symbol.class, "value");
  private static final Field POSITION = field(Symbol.class, "position");
  private static final Field LEFT = field(Symbol.class, "lhs");
  private static final Map<String, Field> PARTS = new ConcurrentHashMap<>();
  private static final Field ARGUMENTS = field(Symbol.class, "arguments");

  /** They would make each sending of an event another one, or code of what a client sent. */
  private static final Set<String> REFUSED = Set.of("random", "shuffle", "eval");

  private final Jsonata expression;
  private final List<Symbol> nodes = new ArrayList<>();

  SyntaxTree(Jsonata expression) {
    this.expression = expression;
    collect();
  }

  /** A mistake, and the position behind it, from 1. */
  record Mistake(String problem, int position) {}

  /** How many characters from the beginning {@code node} is seen. */
  static int position(Symbol node) {
    return (int) get(POSITION, node);
  }

  /** The node that gives the value of {@code expression}. */
  static Symbol root(Jsonata expression) {
    return (Symbol) get(ROOT, expression);
  }

  /** What kind of node it is: {@code path}, {@code binary}, … */
  static String type(Symbol node) {
    return String.valueOf(get(TYPE, node));
  }

  /** Its operator, name or literal, as text. */
  static String value(Symbol node) {
    return String.valueOf(get(VALUE, node));
  }

  /** The node in its field {@code name}, or null. */
  static @Nullable Symbol child(Symbol node, String name) {
    return get(PARTS.computeIfAbsent(name, SyntaxTree::part), node) instanceof Symbol child
        ? child
        : null;
  }

  /** The nodes in its field {@code name}; empty if it has none. */
  static List<Symbol> children(Symbol node, String name) {
    List<Symbol> children = new ArrayList<>();
    if (get(PARTS.computeIfAbsent(name, SyntaxTree::part), node) instanceof List<?> list) {
      for (Object child : list) {
        if (child instanceof Symbol symbol) {
          children.add(symbol);
        }
      }
    }
    return children;
  }

  private static Field part(String name) {
    return field(Symbol.class, name);
  }

  /** What the expression gives the name of each variable. */
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
              follow(get(field, node), open);
            }
          }
        }
      } else if (next instanceof Collection<?> list) {
        list.forEach(element -> follow(element, open));
      } else if (next instanceof Object[] array) {
        Arrays.asList(array).forEach(element -> follow(element, open));
      }
    }
  }

  private static void follow(@Nullable Object value, Deque<Object> open) {
    if (value instanceof Symbol || value instanceof Collection<?> || value instanceof Object[]) {
      open.add(value);
    }
  }

  /** Puts ours in the place of the library's regular expressions. */
  void boundRegularExpressions() {
    for (Symbol node : nodes) {
      if (get(VALUE, node) instanceof Pattern pattern) {
        set(VALUE, node, new BoundedRegex(pattern));
      }
    }
  }

  /** The first use of a function or variable that there is not, or null. */
  @Nullable Mistake unknownName() {
    Set<String> bound = bound();
    var environment = (Frame) get(ENVIRONMENT, expression);
    Mistake first = null;
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
              || (!REFUSED.contains(name) && environment.lookup(name) != null);
      if (!known && (first == null || position < first.position())) {
        first = new Mistake(problem(name), position);
      }
    }
    return first;
  }

  private static String problem(String name) {
    return switch (name) {
      case "random", "shuffle" ->
          "$" + name + " is not to be had: each sending of an event must be the same";
      case "eval" -> "$eval is not to be had: what a client sent would be run";
      default -> "There is no $" + name;
    };
  }

  /** What the expression itself gives a value, wherever. */
  private Set<String> bound() {
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
      throw new IllegalStateException("Another version of the library", e);
    }
  }

  @SuppressWarnings("NullAway") // of a field that is null where the node has no such part
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
