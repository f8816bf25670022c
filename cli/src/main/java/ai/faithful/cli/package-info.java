/** The command line: one class per subcommand. */
@NullMarked
package ai.faithful.cli;

import org.jspecify.annotations.NullMarked;
