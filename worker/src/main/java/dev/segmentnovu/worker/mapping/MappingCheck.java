package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation.Malformed;
import java.util.ArrayList;
import java.util.List;

/** Finds the errors in a source's rules at the start, before an event meets them. */
public final class MappingCheck {

  private MappingCheck() {}

  /**
   * Every error in the rules of {@code source}.
   *
   * @return empty if the rules are valid. Paths have the form {@code sources.web.rules[0].when},
   *     with indexes from 0 as in a file; a problem names the position in the expression where it
   *     is known
   */
  public static List<ConfigError> check(RelayConfig.Source source) {
    List<ConfigError> errors = new ArrayList<>();
    List<Mapping.Rule> rules = source.mapping().rules();
    for (int i = 0; i < rules.size(); i++) {
      String path = "sources." + source.name() + ".rules[" + i + "].";
      if (rules.get(i).workflow().isBlank()) {
        errors.add(new ConfigError(path + "workflow", "must be the identifier of a workflow"));
      }
      CompiledRule.expressionsOf(rules.get(i))
          .forEach(
              (name, expression) ->
                  errors.addAll(
                      CompiledRule.compile(name, expression)
                          .match(
                              compiled -> List.<ConfigError>of(),
                              malformed -> List.of(error(path + name, malformed)))));
    }
    return List.copyOf(errors);
  }

  private static ConfigError error(String path, Malformed malformed) {
    String position =
        malformed.position() < 0
            ? ""
            : ", at character " + malformed.position() + " of the expression";
    return new ConfigError(path, malformed.problem() + position);
  }
}
