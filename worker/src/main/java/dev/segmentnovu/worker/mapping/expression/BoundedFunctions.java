package dev.segmentnovu.worker.mapping.expression;

import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.JFunction;
import java.util.Map;

/**
 * Replaces functions of the library that could take any time or memory, that give another result on
 * each call, or that fail on {@link ExactNumber}.
 */
final class BoundedFunctions {

  /** The functions of each class, by name, with the signatures that the library has for its own. */
  private static final Map<Class<?>, Map<String, String>> SIGNATURES =
      Map.of(
          TextFunctions.class,
          Map.of(
              "contains", "<s-(sf):b>",
              "match", "<s-f<s:o>n?:a<o>>",
              "replace", "<s-(sf)(sf)n?:s>",
              "split", "<s-(sf)n?:a<s>>",
              "join", "<a<s>s?:s>",
              "pad", "<s-ns?:s>"),
          NumberFunctions.class,
          Map.of(
              "round", "<n-n?:n>",
              "abs", "<n-:n>",
              "sort", "<af?:a>"),
          TimeFunctions.class,
          Map.of(
              "now", "<s?s?:s>",
              "millis", "<:n>"));

  private BoundedFunctions() {}

  static void register(Jsonata expression) {
    SIGNATURES.forEach(
        (functions, signatures) ->
            signatures.forEach(
                (name, signature) ->
                    expression.registerFunction(
                        name, new JFunction(name, signature, functions, null, name))));
  }
}
