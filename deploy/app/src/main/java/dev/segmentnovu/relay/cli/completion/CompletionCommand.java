package dev.segmentnovu.relay.cli.completion;

import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code relay completion}: prints a script with which a shell completes commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script with which bash or zsh completes commands and options.",
      "It is for the name relay: put a link to the script relay on the PATH."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(relay completion bash)           in ~/.bashrc",
      "  source <(relay completion zsh)            in ~/.zshrc"
    })
public final class CompletionCommand implements Callable<Integer> {

  /** The shells. */
  enum Shell {
    BASH,
    ZSH
  }

  /** The script of picocli works in zsh after this, which loads the completion of bash. */
  private static final String ZSH =
      """
      autoload -Uz compinit bashcompinit
      (( ${+functions[compdef]} )) || compinit
      bashcompinit
      """;

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell = Shell.BASH;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() {
    var root = spec.root().commandLine();
    if (shell == Shell.ZSH) {
      spec.commandLine().getOut().print(ZSH);
    }
    spec.commandLine().getOut().print(AutoComplete.bash(root.getCommandName(), root));
    spec.commandLine().getOut().flush();
    return ExitCode.OK;
  }
}
