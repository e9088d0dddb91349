package dev.segmentnovu.relay.cli.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.segmentnovu.config.ConfigError;
import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import dev.segmentnovu.config.read.ConfigLoader;
import dev.segmentnovu.event.EventCodec;
import dev.segmentnovu.relay.cli.http.WebCalls;
import dev.segmentnovu.relay.runtime.config.CommandConfig;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code relay check}: tests whether the relay works with this configuration. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks the configuration, certificates, Redis, and the keys and workflows at Novu.",
      "Changes nothing. Ends with 0 if all is well, with 78 if the configuration has mistakes,",
      "with 69 if Redis or Novu cannot be reached, with 1 if something there is not as it must be."
    })
public final class CheckCommand implements Callable<Integer> {

  @Option(names = "--json", description = "One JSON object for programs.")
  private boolean json;

  @Option(
      names = "--for",
      paramLabel = "PART",
      defaultValue = "both",
      description =
          "ingest, worker or both: whose secrets are asked for; default: ${DEFAULT-VALUE}")
  private ProcessRole role = ProcessRole.BOTH;

  @Spec private CommandSpec spec = CommandSpec.create();

  private final Map<String, String> environment;

  public CheckCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() {
    List<CheckResult> findings = findings();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(json(findings));
    } else {
      for (CheckResult each : findings) {
        out.println(each.sign() + " " + each.check() + ": " + each.detail());
      }
    }
    return findings.stream().mapToInt(CheckResult::exitCode).max().orElse(ExitCode.OK);
  }

  private List<CheckResult> findings() {
    // only relay up, which is ingest and worker, starts a Redis of its own
    ConfigLoader loader =
        role == ProcessRole.BOTH
            ? CommandConfig.loader(environment, role)
            : CommandConfig.shared(environment, role);
    return loader.load().match(config -> findings(loader, config), CheckCommand::mistakes);
  }

  private static List<CheckResult> mistakes(List<ConfigError> errors) {
    return errors.stream()
        .map(error -> new CheckResult("configuration", ExitCode.CONFIGURATION, error.toString()))
        .toList();
  }

  private List<CheckResult> findings(ConfigLoader loader, RelayConfig config) {
    List<CheckResult> findings = new ArrayList<>();
    findings.add(CheckResult.good("configuration", loader.describe(config)));
    loader.hints().forEach(hint -> findings.add(CheckResult.hint("configuration", hint)));
    findings.addAll(TlsCheck.of(config, role, Instant.now()));
    findings.addAll(RedisCheck.of(config));
    if (role.delivers()) {
      try (var client = new WebCalls()) {
        var novu = new NovuCheck(client);
        config.sources().forEach(source -> findings.addAll(novu.of(source)));
      }
    }
    return findings;
  }

  private static String json(List<CheckResult> findings) {
    ObjectNode json = EventCodec.JSON.createObjectNode();
    json.put("ok", findings.stream().allMatch(CheckResult::isGood));
    ArrayNode checks = json.putArray("checks");
    for (CheckResult each : findings) {
      checks
          .addObject()
          .put("check", each.check())
          .put("ok", each.isGood())
          .put("hint", each.isHint())
          .put("detail", each.detail());
    }
    return json.toString();
  }
}
