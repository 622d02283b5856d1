//! What of each language has to be known to colour it.

/// What a language needs beyond its tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Usual,
    /// Keywords in any case.
    AnyCase,
    /// Words may have dashes in them.
    Dashed,
    /// The names of tags stand for keywords.
    Tags,
    /// What stands before ":" or "=" stands for a keyword.
    Keys,
    /// Lines begin with + or -.
    Diff,
}

pub struct Quote {
    pub open: &'static str,
    pub close: &'static str,
    /// A backslash takes its meaning from what follows.
    pub escapes: bool,
    /// It may go on over lines.
    pub lines: bool,
    /// One character alone.
    pub character: bool,
}

pub struct Language {
    /// As pages name it, in small letters.
    pub names: &'static [&'static str],
    pub form: Form,
    pub line_comments: &'static [&'static str],
    pub block_comments: &'static [(&'static str, &'static str)],
    pub quotes: &'static [Quote],
    /// Parted by spaces.
    pub keywords: &'static str,
}

/// The language of that name.
pub fn find(name: &str) -> Option<&'static Language> {
    let name = name.trim().to_ascii_lowercase();
    ALL.iter().find(|language| language.names.contains(&name.as_str()))
}

const fn quote(open: &'static str, close: &'static str) -> Quote {
    Quote { open, close, escapes: true, lines: false, character: false }
}

const fn raw(open: &'static str, close: &'static str) -> Quote {
    Quote { open, close, escapes: false, lines: true, character: false }
}

const fn long(open: &'static str, close: &'static str) -> Quote {
    Quote { open, close, escapes: true, lines: true, character: false }
}

const CHARACTER: Quote = Quote { open: "'", close: "'", escapes: true, lines: false, character: true };
const DOUBLE: Quote = quote("\"", "\"");
const SINGLE: Quote = quote("'", "'");
const SLASHES: &[&str] = &["//"];
const HASH: &[&str] = &["#"];
const STARS: &[(&str, &str)] = &[("/*", "*/")];

/// Written in the manner of C.
const fn braces(names: &'static [&'static str], keywords: &'static str) -> Language {
    Language {
        names,
        form: Form::Usual,
        line_comments: SLASHES,
        block_comments: STARS,
        quotes: &[DOUBLE, SINGLE],
        keywords,
    }
}

/// Comments begin with "#".
const fn hashed(names: &'static [&'static str], keywords: &'static str) -> Language {
    Language { names, form: Form::Usual, line_comments: HASH, block_comments: &[], quotes: &[DOUBLE, SINGLE], keywords }
}

pub const ALL: &[Language] = &[
    braces(
        &["c", "h", "cpp", "c++", "cc", "cxx", "hpp", "objc", "objective-c", "objectivec", "arduino", "glsl", "cuda"],
        "alignas alignof asm auto bool break case catch char class const constexpr consteval continue co_await co_return \
         co_yield concept decltype default delete do double else enum explicit export extern false final float for friend \
         goto if inline int long mutable namespace new noexcept nullptr NULL operator override private protected public \
         register requires restrict return short signed sizeof size_t static static_assert static_cast struct switch \
         template this throw true try typedef typename union unsigned using virtual void volatile while include define \
         ifdef ifndef endif pragma import module",
    ),
    Language {
        quotes: &[raw("r#\"", "\"#"), long("\"", "\""), CHARACTER],
        ..braces(
            &["rust", "rs"],
            "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move \
             mut pub ref return self Self static struct super trait true type union unsafe use where while macro_rules \
             bool char f32 f64 i8 i16 i32 i64 i128 isize u8 u16 u32 u64 u128 usize str",
        )
    },
    Language {
        quotes: &[DOUBLE, SINGLE, long("`", "`")],
        ..braces(
            &["javascript", "js", "jsx", "mjs", "typescript", "ts", "tsx", "node", "svelte", "vue"],
            "abstract any as async await boolean break case catch class const constructor continue debugger declare default \
             delete do else enum export extends false finally for from function get if implements import in instanceof \
             interface is keyof let namespace new null number object of private protected public readonly return satisfies \
             set static string super switch this throw true try type typeof undefined unknown var void while with yield",
        )
    },
    Language {
        quotes: &[DOUBLE, SINGLE, raw("`", "`")],
        ..braces(
            &["go", "golang"],
            "any bool break byte case chan comparable complex64 complex128 const continue default defer else error \
             fallthrough false float32 float64 for func go goto if import int int8 int16 int32 int64 interface iota map nil \
             package range return rune select string struct switch true type uint uint8 uint16 uint32 uint64 uintptr var",
        )
    },
    braces(
        &[
            "java", "kotlin", "kt", "kts", "scala", "groovy", "gradle", "csharp", "cs", "c#", "dart", "swift", "d",
            "haxe",
        ],
        "abstract actor as assert async await base bool boolean break byte case catch char checked class companion const \
         continue crossinline data decimal default defer delegate do double else enum event explicit extends extension \
         extern false fileprivate final finally fixed float for foreach fun func get given goto guard if implements implicit \
         import in init inline inout instanceof int interface internal is let lazy lock long match mixin mutating namespace \
         native new nil null object open operator out override package params partial private protected protocol public \
         readonly record ref reified repeat required return sealed set short sizeof static string String struct super \
         suspend switch synchronized this throw throws trait transient true try typealias typeof uint unchecked unsafe \
         using val var virtual void volatile when where while with yield",
    ),
    Language {
        line_comments: &["//", "#"],
        ..braces(
            &["php"],
            "abstract and array as break callable case catch class clone const continue declare default do echo else elseif \
             empty enum extends final finally fn for foreach function global if implements include include_once instanceof \
             insteadof interface isset list match namespace new null or print private protected public readonly require \
             require_once return static switch this throw trait true false try unset use var while yield",
        )
    },
    braces(
        &["zig", "odin", "v", "vlang", "solidity", "sol", "verilog", "proto", "protobuf", "graphql", "wgsl", "hlsl"],
        "address allowzero and anyframe anytype async await bool break case catch comptime const continue contract defer \
         distinct else emit enum errdefer error event export extern false fn for function if import in inline input interface \
         in let loop map mapping match memory message mod module mut null of optional or orelse package payable pragma private \
         proc pub public query repeated return returns rpc self service string struct suspend switch syntax test true try type \
         uint256 undefined union unreachable using var view void when while",
    ),
    Language {
        quotes: &[long("\"\"\"", "\"\"\""), long("'''", "'''"), DOUBLE, SINGLE],
        ..hashed(
            &["python", "py", "python3", "ipython", "pycon", "starlark", "gdscript"],
            "False None True and as assert async await break case class continue def del elif else except finally for from \
             global if import in is lambda match nonlocal not or pass raise return self try type while with yield",
        )
    },
    Language {
        block_comments: &[("=begin", "=end")],
        ..hashed(
            &["ruby", "rb", "crystal", "elixir", "ex", "exs"],
            "alias and begin break case class cond def defimpl defmacro defmodule defp defprotocol defstruct do else elsif \
             end ensure extend false fn for if import in include module next nil not or quote raise receive redo require \
             require_relative rescue retry return self super then true undef unless unquote until use when while with yield \
             attr_accessor attr_reader attr_writer puts",
        )
    },
    Language {
        quotes: &[long("\"", "\""), raw("'", "'")],
        ..hashed(
            &[
                "bash",
                "sh",
                "shell",
                "zsh",
                "fish",
                "console",
                "shell-session",
                "powershell",
                "ps1",
                "dockerfile",
                "docker",
            ],
            "alias break case cd continue do done echo elif else end esac eval exec exit export fi for foreach function if in \
             local param read readonly return select set shift source then trap unset until while ADD ARG CMD COPY \
             ENTRYPOINT ENV EXPOSE FROM LABEL RUN USER VOLUME WORKDIR sudo",
        )
    },
    hashed(
        &["perl", "pl", "r", "julia", "jl", "awk", "tcl", "nim", "makefile", "make", "cmake", "nix", "coffeescript"],
        "BEGIN END and abstract assert baremodule begin bless break case catch const continue cond default die discard do \
         else elseif elsif end endif enum eval export false finally for foreach from function global if ifdef ifndef import \
         in include inherit is last let library local macro method module my mutable next nil not null object of or our \
         package print proc quote rec require repeat return self set struct sub switch template then true try type unless \
         until use using var when while with yield TRUE FALSE NULL",
    ),
    Language {
        line_comments: &["--"],
        block_comments: &[("--[[", "]]")],
        ..hashed(
            &["lua"],
            "and break do else elseif end false for function goto if in local nil not or repeat return then true until while",
        )
    },
    Language {
        line_comments: &["--"],
        block_comments: &[("{-", "-}"), ("(*", "*)")],
        quotes: &[DOUBLE, CHARACTER],
        ..hashed(
            &[
                "haskell",
                "hs",
                "elm",
                "purescript",
                "ocaml",
                "ml",
                "fsharp",
                "f#",
                "fs",
                "agda",
                "idris",
                "coq",
                "lean",
            ],
            "and as assert async begin case class constraint data default deriving do done else end exception exposing \
             external false for forall foreign fun function functor if import in include infix infixl infixr inherit \
             instance lazy let match member method module mutable namespace new newtype not of open or private qualified rec \
             sig struct then theorem to true try type use val virtual when where while with yield",
        )
    },
    Language {
        form: Form::Dashed,
        line_comments: &[";"],
        quotes: &[long("\"", "\"")],
        ..hashed(
            &["lisp", "clojure", "clj", "cljs", "scheme", "racket", "elisp", "emacs-lisp", "common-lisp", "fennel"],
            "and begin case cond def define defmacro defn defun defvar defvar-local do else fn for if lambda let let-values \
             loop nil not ns or progn quote recur require set setq unless when while",
        )
    },
    Language {
        form: Form::AnyCase,
        line_comments: &["--"],
        block_comments: STARS,
        ..hashed(
            &["sql", "mysql", "postgresql", "postgres", "plsql", "sqlite", "tsql"],
            "add all alter and any as asc begin between by cascade case check column commit constraint create cross current \
             database default delete desc distinct drop else end exists explain false fetch for foreign from full function \
             grant group having if ilike in index inner insert intersect into is join key lateral left like limit natural not \
             null offset on or order outer over partition primary procedure references returning right rollback row rows \
             select set table then to transaction trigger true truncate union unique update using values view when where \
             with int integer bigint text varchar boolean date timestamp serial numeric",
        )
    },
    Language {
        form: Form::Tags,
        line_comments: &[],
        block_comments: &[("<!--", "-->")],
        quotes: &[long("\"", "\"")],
        ..hashed(&["html", "xml", "svg", "xhtml", "markup", "rss", "atom", "xslt", "htm", "jinja", "django", "erb"], "")
    },
    Language {
        form: Form::Keys,
        line_comments: SLASHES,
        block_comments: STARS,
        ..hashed(
            &["css", "scss", "sass", "less"],
            "important media import keyframes supports font-face layer container",
        )
    },
    Language {
        line_comments: SLASHES,
        block_comments: STARS,
        quotes: &[DOUBLE],
        ..hashed(&["json", "jsonc", "json5"], "true false null")
    },
    Language {
        form: Form::Keys,
        quotes: &[long("\"\"\"", "\"\"\""), DOUBLE, SINGLE],
        ..hashed(&["yaml", "yml", "toml"], "true false null yes no on off")
    },
    Language {
        form: Form::Keys,
        line_comments: &["#", ";"],
        ..hashed(
            &["ini", "conf", "cfg", "properties", "env", "dotenv", "systemd", "nginx", "hcl", "terraform"],
            "true false",
        )
    },
    Language { form: Form::Diff, ..hashed(&["diff", "patch"], "") },
];
