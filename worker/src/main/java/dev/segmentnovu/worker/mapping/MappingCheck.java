package dev.segmentnovu.worker.mapping;

import dev.segmentnovu.config.Mapping;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigError;
import dev.segmentnovu.worker.mapping.expression.Expression.Compilation;
import java.util.ArrayList;
import java.util.List;

/** Finds the mistakes in a source's rules before an event does. */
public final class MappingCheck {

  private MappingCheck() {}

  /**
   * Every mistake in the rules of {@code source}.
   *
   * @return empty if they can be used; paths read {@code sources.web.rules[0].when}, counted from 0
   *     as in a file; the problem names the position in the expression where it is known
   */
  public static List<ConfigError> check(RelayConfig.Source source) {
    List<ConfigError> errors = new ArrayList<>();
    List<Mapping.Rule> rules = source.mapping().rules();
    for (int i = 0; i < rules.size(); i++) {
      String path = "sources." + source.name() + ".rules[" + i + "].";
      if (rules.get(i).workflow().isBlank()) {
        errors.add(new ConfigError(path + "workflow", "must be the identifier of a workflow"));
      }
      CompiledRule.sources(rules.get(i))
          .forEach(
              (name, expression) -> {
                if (CompiledRule.compile(name, expression) instanceof Compilation.Malformed bad) {
                  errors.add(
                      new ConfigError(
                          path + name,
                          bad.problem()
                              + (bad.position() < 0
                                  ? ""
                                  : ", at character " + bad.position() + " of the expression")));
                }
              });
    }
    return List.copyOf(errors);
  }
}
