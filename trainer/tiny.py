"""A random two-layer Qwen2 with a tokenizer of its own, shaped as real bases are: to try the stages in seconds.

The tokenizer copies Qwen2's tokenizer.json part by part (NFC, its split regex, byte level), so that llama.cpp's
converter reads it as one, and is trained on the prompts and on invented records.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from app.coding.prompt_words import WORDS
from app.knowledge.scopes import load_scope
from trainer.synthesize.zh.generate import examples

VOCABULARY = 2048
"""Rows of the embedding; the tokenizer has some fewer, as with the real models."""
CONTEXT = 16384
SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + "
    "'\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
PAD, START, END = SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def tiny_base(folder: Path, *, seed: int = 0, layers: int = 2, hidden: int = 64) -> Path:
    """Save the random model (0.2 M weights, tied embeddings, fp32) and its tokenizer as a HF folder; return it."""
    tokenizer = tiny_tokenizer()
    vocabulary = tokenizer.get_vocab()
    config = Qwen2Config(
        vocab_size=VOCABULARY,
        hidden_size=hidden,
        intermediate_size=2 * hidden,
        num_hidden_layers=layers,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        rope_parameters={"rope_type": "default", "rope_theta": 1_000_000.0},
        tie_word_embeddings=True,
        initializer_range=0.1,  # wide enough for a greedy choice not to hang on rounding
        bos_token_id=None,
        eos_token_id=vocabulary[END],
        pad_token_id=vocabulary[PAD],
    )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Qwen2ForCausalLM(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def tiny_tokenizer() -> PreTrainedTokenizerFast:
    """Train the tokenizer on the project's own text."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, trim_offsets=False, use_regex=False),
        ]
    )
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - 64, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    )
    tokenizer.train_from_iterator(_text(), trainer)
    tokenizer.add_special_tokens([AddedToken(mark, normalized=False, special=True) for mark in SPECIAL])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        chat_template=CHATML,
        model_max_length=CONTEXT,
        padding_side="right",
        clean_up_tokenization_spaces=False,
    )


def _text() -> Iterator[str]:
    """Give the words the model is asked in, names and definitions of the codes, and some invented records."""
    scope = load_scope()
    for words in WORDS.values():
        yield from (words.system, words.composite, *words.how.values(), *words.question.values())
    for code in scope.all_codes:
        yield from (code.name, code.definition, *code.aliases)
    for example in examples(40, seed=0, scope=scope):
        yield from (section.text for section in example.record.sections)
    yield "<think></think>\n<answer></answer>" * 50


def main(arguments: list[str] | None = None) -> int:
    """Make the model in the folder that is named."""
    folders = sys.argv[1:] if arguments is None else arguments
    if len(folders) != 1:
        print("Usage: python -m trainer.tiny FOLDER", file=sys.stderr)
        return 2
    print(tiny_base(Path(folders[0])))
    return 0


if __name__ == "__main__":
    sys.exit(main())
