package ai.faithful.cli;

import ai.faithful.onnx.ModelException;
import ai.faithful.onnx.UnknownNameException;
import ai.faithful.training.TrainingException;
import ai.faithful.training.data.DataException;
import ai.faithful.verify.SettingException;
import ai.faithful.verify.VerifyException;
import ai.faithful.verify.certificate.BracketViolation;
import ai.faithful.verify.rule.UnsupportedGraphException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;

/**
 * What a user sees of something that went wrong.
 *
 * @param exitCode one of {@link ExitCode}
 * @param code stable, as listed in docs/errors.md
 * @param message one line, without the code
 */
record Failure(int exitCode, String code, String message) {
  private static final Pattern LINE_BREAKS = Pattern.compile("\\s*\\R\\s*");

  Failure {
    message = LINE_BREAKS.matcher(message.strip()).replaceAll("; ");
  }

  /** The failure that a thrown object means. */
  static Failure of(Throwable thrown) {
    Throwable cause = thrown;
    while ((cause instanceof ExecutionException || cause instanceof CompletionException)
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof CliException e) {
      return new Failure(e.exitCode(), e.code(), text(e));
    }
    if (cause instanceof UnknownNameException e) {
      return new Failure(
          ExitCode.USAGE, e.code(), text(e) + "; choose others by --input, --output, --bind");
    }
    if (cause instanceof ModelException e) {
      return new Failure(ExitCode.MODEL, e.code(), text(e));
    }
    if (cause instanceof UnsupportedGraphException e) {
      return new Failure(ExitCode.MODEL, e.code(), text(e));
    }
    if (cause instanceof VerifyException e) {
      return new Failure(ExitCode.MODEL, e.code(), text(e));
    }
    if (cause instanceof SettingException e) {
      return new Failure(ExitCode.USAGE, e.code(), text(e));
    }
    if (cause instanceof BracketViolation e) {
      return new Failure(ExitCode.INTERNAL, "BOUND_EXCEEDED", text(e));
    }
    if (cause instanceof DataException e) {
      return new Failure(ExitCode.USAGE, e.code().name(), text(e));
    }
    if (cause instanceof TrainingException e) {
      return new Failure(exitCode(e.code()), e.code().name(), text(e));
    }
    if (cause instanceof FileSystemException e) {
      return ofFile(e);
    }
    if (cause instanceof OutOfMemoryError) {
      return new Failure(
          ExitCode.INTERNAL,
          "MEMORY",
          "out of memory; give Java more with FAITHFUL_JAVA_OPTIONS=-Xmx8g");
    }
    return new Failure(
        ExitCode.INTERNAL,
        "INTERNAL",
        "internal error: " + cause + "; repeat with --stacktrace and report it");
  }

  private static int exitCode(TrainingException.Code code) {
    return switch (code) {
      case CHECKPOINT_MISMATCH, CHECKPOINT_EXISTS, ARCHITECTURE, DEVICE, EXPERIMENT ->
          ExitCode.USAGE;
      case TEACHER_MISMATCH -> ExitCode.MODEL;
      case DIVERGED, CHECKPOINT_UNREADABLE, INTERRUPTED, EXPORT -> ExitCode.INTERNAL;
    };
  }

  private static Failure ofFile(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      return new Failure(ExitCode.USAGE, "NOT_FOUND", e.getFile() + " does not exist");
    }
    if (e instanceof AccessDeniedException) {
      return new Failure(ExitCode.USAGE, "NOT_FOUND", "no permission to use " + e.getFile());
    }
    String reason = e.getReason() == null ? e.getClass().getSimpleName() : e.getReason();
    return new Failure(ExitCode.INTERNAL, "FILE", e.getFile() + ": " + reason);
  }

  private static String text(Throwable thrown) {
    String message = thrown.getMessage();
    return message == null ? thrown.getClass().getSimpleName() : message;
  }

  /** The line for standard error. */
  String line() {
    return "faithful: " + message + " [" + code + "]";
  }
}
